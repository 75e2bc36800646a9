package dev.cairn.ring;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.ring.placement.ZoneAwarePlacement;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What docs/benchmarks/membership.md keeps of one ring. Shares are over the fair share of the
 * weights, moves over the least possible.
 *
 * @param positions virtual nodes
 * @param largest the largest share of first ownership
 * @param smallest the smallest
 * @param largestOfCopies the largest share of three copies
 * @param smallestOfCopies the smallest
 * @param heir by how much of its own share the busiest heir grows when one member dies
 * @param join what the worst of some joins moves
 * @param leave what the worst of some leaves moves
 * @param copies what the worst of these joins moves of three copies
 * @param milliseconds to build the ring and its table of three copies
 */
public record RingFigures(
        int positions,
        double largest,
        double smallest,
        double largestOfCopies,
        double smallestOfCopies,
        double heir,
        double join,
        double leave,
        double copies,
        long milliseconds) {
    private static final int COPIES = 3;
    private static final boolean ALL = Boolean.getBoolean("cairn.figures");

    /** What preference lists of three copies make of a ring. */
    private record OfCopies(double largest, double smallest, double heir, double join) {
        static final OfCopies UNKNOWN = new OfCopies(0, 0, 0, 0);

        static OfCopies of(
                Partitioner partitioner,
                Topology topology,
                PreferenceTable table,
                List<Member> joiners) {
            double join = 0;
            for (Member joiner : joiners) {
                Topology with = Topologies.with(topology, joiner);
                PreferenceTable after = table(with, partitioner.ring(with));
                double least = Math.min(COPIES, with.owners().size()) * fair(with).get(joiner.id());
                join = Math.max(join, newCopies(table, after) / least);
            }
            int placed = Math.min(COPIES, topology.owners().size());
            DoubleSummaryStatistics all = ratios(topology, copies(table), placed);
            return new OfCopies(
                    all.getMax(), all.getMin(), RingFigures.heir(topology, table), join);
        }
    }

    /**
     * Measures one ring, with some members leaving and some newcomers joining, one at a time; what
     * concerns copies only where all figures are printed.
     */
    public static RingFigures of(
            Partitioner partitioner,
            Topology topology,
            List<Member> leavers,
            List<Member> joiners) {
        long start = System.nanoTime();
        TokenRing ring = partitioner.ring(topology);
        Optional<PreferenceTable> table =
                ALL ? Optional.of(table(topology, ring)) : Optional.empty();
        long nanos = System.nanoTime() - start;
        Map<NodeId, Integer> shares = Topologies.shares(ring);
        double join = 0;
        for (Member joiner : joiners) {
            Topology with = Topologies.with(topology, joiner);
            int moved = Topologies.moved(ring, partitioner.ring(with));
            join = Math.max(join, moved / fair(with).get(joiner.id()));
        }
        double leave = 0;
        for (Member leaver : leavers) {
            Topology without = Topologies.without(topology, leaver.id());
            int moved = Topologies.moved(ring, partitioner.ring(without));
            leave = Math.max(leave, (double) moved / shares.get(leaver.id()));
        }
        DoubleSummaryStatistics first = ratios(topology, shares, 1);
        OfCopies copies =
                table.map(lists -> OfCopies.of(partitioner, topology, lists, joiners))
                        .orElse(OfCopies.UNKNOWN);
        return new RingFigures(
                ring.size(),
                first.getMax(),
                first.getMin(),
                copies.largest(),
                copies.smallest(),
                copies.heir(),
                join,
                leave,
                copies.join(),
                nanos / 1_000_000);
    }

    private static PreferenceTable table(Topology topology, TokenRing ring) {
        return new ZoneAwarePlacement().place(topology, ring, COPIES);
    }

    /** Prints them as docs/benchmarks/membership.md has them, with {@code -Dcairn.figures=true}. */
    public void print(String name) {
        if (ALL) {
            System.out.println(head() + "\n" + row(name));
        }
    }

    private static String head() {
        return "| ring | positions | largest, smallest share | of three copies | busiest heir | join | leave | join,"
                + " copies | built |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |";
    }

    private String row(String name) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %.3f, %.3f | %.3f, %.3f | +%.0f %% | %.3f | %.3f | %.3f | %d ms |",
                name,
                positions,
                largest,
                smallest,
                largestOfCopies,
                smallestOfCopies,
                100 * heir,
                join,
                leave,
                copies,
                milliseconds);
    }

    /** How many slices each member should own. */
    private static Map<NodeId, Double> fair(Topology topology) {
        double total = topology.owners().stream().mapToInt(Member::weight).sum();
        Map<NodeId, Double> fair = new HashMap<>();
        topology.owners()
                .forEach(owner -> fair.put(owner.id(), Slices.COUNT * owner.weight() / total));
        return fair;
    }

    private static DoubleSummaryStatistics ratios(
            Topology topology, Map<NodeId, Integer> units, int copies) {
        DoubleSummaryStatistics ratios = new DoubleSummaryStatistics();
        fair(topology)
                .forEach((node, fair) ->
                        ratios.accept(units.getOrDefault(node, 0) / (copies * fair)));
        return ratios;
    }

    private static Map<NodeId, Integer> copies(PreferenceTable table) {
        Map<NodeId, Integer> copies = new TreeMap<>();
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            table.at(slice).owners().forEach(owner -> copies.merge(owner, 1, Integer::sum));
        }
        return copies;
    }

    private static int newCopies(PreferenceTable before, PreferenceTable after) {
        int moved = 0;
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            List<NodeId> held = before.at(slice).owners();
            for (NodeId owner : after.at(slice).owners()) {
                moved += held.contains(owner) ? 0 : 1;
            }
        }
        return moved;
    }

    private static double heir(Topology topology, PreferenceTable table) {
        Map<NodeId, Map<NodeId, Integer>> heirs = new HashMap<>();
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            List<NodeId> nodes = table.at(slice).nodes();
            if (nodes.size() > 1) {
                heirs.computeIfAbsent(nodes.get(0), _ -> new HashMap<>())
                        .merge(nodes.get(1), 1, Integer::sum);
            }
        }
        Map<NodeId, Double> fair = fair(topology);
        double worst = 0;
        for (Map<NodeId, Integer> inherited : heirs.values()) {
            for (var entry : inherited.entrySet()) {
                worst = Math.max(worst, entry.getValue() / fair.get(entry.getKey()));
            }
        }
        return worst;
    }

    /** Every {@code n}th of a topology's owners, so that there are about {@code count} of them. */
    public static List<Member> some(Topology topology, int count) {
        List<Member> some = new ArrayList<>();
        int step = Math.max(1, topology.owners().size() / count);
        for (int i = 0; i < topology.owners().size(); i += step) {
            some.add(topology.owners().get(i));
        }
        return some;
    }

    /** Newcomers with drawn tokens whose weights take turns. */
    public static List<Member> newcomers(
            Partitioner partitioner, Topology topology, int count, int... weights) {
        List<Member> newcomers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Member plain =
                    Topologies.member(
                            "new" + i,
                            weights[i % weights.length],
                            Zone.DEFAULT,
                            MemberState.ACTIVE);
            newcomers.add(partitioner.drawTokens(topology, plain));
        }
        return newcomers;
    }
}
