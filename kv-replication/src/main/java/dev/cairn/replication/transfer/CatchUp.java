package dev.cairn.replication.transfer;

import dev.cairn.api.KvError;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.Transfers.Progress;
import dev.cairn.replication.replica.LocalReplica;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads from the other owners what this node should hold of one lane's slices and may not: the
 * items that a lost or damaged disk held ({@link dev.cairn.replication.replica.Wholeness}), and
 * what was decided of registers before this directory had a vote (CORRECTNESS rule 13).
 *
 * <p>It asks all other owners, all by the very topology that this node goes by: what one of them
 * acknowledges after it was asked carries that topology's epoch, so whoever counts an older
 * acknowledgement of this node's beside it counts again without.
 *
 * <ul>
 *   <li>Items are whole once M − W + 1 of the M owners that hold all they should were read: at most
 *       M − W of those lack an acknowledged write. Or once all others were, whole or not: what none
 *       of them has is lost.
 *   <li>A vote is won once all others were read: what nobody among them has was not decided.
 * </ul>
 *
 * Owned by its lane.
 */
final class CatchUp {
    private static final int MAX_UNDER_WAY = 8;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final TransferParts parts;
    private final Pages pages;
    private final Set<Integer> votes = new HashSet<>();
    private final Set<Integer> urgent = new HashSet<>();
    private Pass pass;
    private boolean pausing;
    private int missed;
    private long received;

    CatchUp(TransferParts parts) {
        this.parts = parts;
        this.pages = new Pages(parts.engine());
        this.pass = new Pass(0, Set.of());
    }

    /** A vote is asked for on keys with so many copies; the slice comes before others. */
    void wanted(int slice, int replicas) {
        if (votes.add(replicas)) {
            beginIn(Duration.ZERO);
        }
        if (urgent.add(slice)) {
            pass.hurry(slice, replicas);
        }
    }

    /**
     * Something was taken out of the store. What this node acknowledged before may still be counted
     * by who has yet to hear of others: so long nothing is read from those.
     */
    void excised() {
        parts.lane().after(parts.requestTimeout(), () -> beginIn(Duration.ZERO));
    }

    /** This node goes by a newer topology than before: what was under way is of no use. */
    void clusterChanged() {
        ClusterView view = parts.view();
        for (int replicas : parts.voting().kinds()) {
            parts.voting()
                    .keep(
                            replicas,
                            parts.lane().index(),
                            parts.lanes(),
                            slice -> view.isWritten(parts.self(), slice, replicas));
        }
        for (Copies kind : view.copies()) {
            if (kind.registers()) {
                votes.add(kind.n());
            }
        }
        if (view.topology().version() != pass.version || !pass.kinds.equals(kinds(view))) {
            beginIn(PAUSE);
        }
    }

    /** The numbers of copies of whose keys something may be missing. */
    private Set<Integer> kinds(ClusterView view) {
        Set<Integer> kinds = new TreeSet<>(votes);
        if (parts.whole().isLost()) {
            view.copies().forEach(copies -> kinds.add(copies.n()));
        }
        return kinds;
    }

    private void beginIn(Duration pause) {
        if (!pausing) {
            pausing = true;
            parts.lane()
                    .after(
                            pause,
                            () -> {
                                pausing = false;
                                begin();
                            });
        }
    }

    private void begin() {
        ClusterView view = parts.view();
        urgent.clear();
        pass = new Pass(view.topology().version(), kinds(view));
        if (!parts.whole().isListedElsewhere(view.topology())) {
            pass.begin(view);
        }
    }

    /** How many owners that hold all they should have to be read before the items are whole. */
    private static int enough(ClusterView view, Arrival.Plan plan) {
        int w = 1;
        for (Copies copies : view.copies()) {
            if (copies.n() == plan.replicas()) {
                w = copies.w();
            }
        }
        return Math.max(1, plan.sources().size() + 1 - w + 1);
    }

    /** What is done under one version of the topology. */
    private final class Pass implements Arrival.Host {
        private final long version;
        private final Set<Integer> kinds;
        private final Deque<Arrival> waiting = new ArrayDeque<>();
        private final long asOf = parts.whole().asOf();
        private int underWay;
        private int missing;

        Pass(long version, Set<Integer> kinds) {
            this.version = version;
            this.kinds = kinds;
        }

        void begin(ClusterView view) {
            for (int replicas : kinds) {
                plan(view, replicas)
                        .forEach(plan -> waiting.add(new Arrival(parts, pages, this, plan)));
            }
            missed = Math.max(missed, missing);
            tell();
            runMore();
        }

        private List<Arrival.Plan> plan(ClusterView view, int replicas) {
            Map<List<NodeId>, List<Integer>> bySources = new HashMap<>();
            List<Arrival.Plan> plans = new ArrayList<>();
            List<Integer> alone = new ArrayList<>();
            for (int slice = parts.lane().index(); slice < Slices.COUNT; slice += parts.lanes()) {
                PreferenceList list = view.preference(slice, replicas);
                if (!list.isOwner(parts.self()) || !isMissing(slice, replicas)) {
                    continue;
                }
                List<NodeId> others = new ArrayList<>(list.owners());
                others.remove(parts.self());
                List<Integer> same =
                        others.isEmpty()
                                ? alone
                                : bySources.computeIfAbsent(others, first -> new ArrayList<>());
                same.add(slice);
                if (same != alone && same.size() == Arrival.MAX_SLICES) {
                    plans.add(planOf(view, replicas, same, others));
                    bySources.remove(others);
                }
            }
            bySources.forEach((others, rest) -> plans.add(planOf(view, replicas, rest, others)));
            if (!alone.isEmpty()) {
                parts.voting().arrived(replicas, alone);
                parts.whole().arrived(replicas, alone, parts.whole().asOf());
            }
            plans.forEach(plan -> missing += missing(plan));
            return plans;
        }

        /** The slice comes before others. */
        void hurry(int slice, int replicas) {
            for (Arrival arrival : waiting) {
                Arrival.Plan plan = arrival.plan();
                if (plan.replicas() == replicas && plan.slices().contains(slice)) {
                    waiting.remove(arrival);
                    waiting.addFirst(arrival);
                    return;
                }
            }
        }

        private void runMore() {
            while (underWay < MAX_UNDER_WAY && !waiting.isEmpty()) {
                underWay++;
                waiting.remove().run();
            }
        }

        @Override
        public boolean isRunning(long since) {
            return this == pass && parts.view().topology().version() == version;
        }

        @Override
        public void received(int count) {
            received += count;
        }

        @Override
        public void ended(Arrival arrival, boolean complete) {
            if (!isRunning(arrival.since())) {
                return;
            }
            underWay--;
            Arrival.Plan plan = arrival.plan();
            boolean vote = arrival.isAll() && votes.contains(plan.replicas());
            boolean items = arrival.isAll() || arrival.whole() >= enough(parts.view(), plan);
            if (vote || items) {
                parts.replica().awaitAll(new Safe(arrival, vote, items));
            }
            if (!arrival.isAll() && votes.contains(plan.replicas()) || !items) {
                runLater(arrival);
            }
            runMore();
        }

        private void runLater(Arrival arrival) {
            parts.lane()
                    .after(
                            PAUSE,
                            () -> {
                                if (isRunning(arrival.since())) {
                                    waiting.add(arrival);
                                    runMore();
                                }
                            });
        }

        private void tell() {
            if (parts.whole().isLost()) {
                parts.whole()
                        .progress(
                                parts.lane().index(),
                                parts.lanes(),
                                new Progress(missed, missed - missing, received),
                                asOf);
            }
        }

        /** What was the same already may not be on stable storage yet. */
        private final class Safe implements LocalReplica.StoredSink {
            private final Arrival arrival;
            private final boolean vote;
            private final boolean items;

            Safe(Arrival arrival, boolean vote, boolean items) {
                this.arrival = arrival;
                this.vote = vote;
                this.items = items;
            }

            @Override
            public void stored(boolean durable) {
                if (vote) {
                    parts.raiseFloors(List.of(arrival), this::vote);
                }
                Arrival.Plan plan = arrival.plan();
                if (!isRunning(plan.since())) {
                    return;
                }
                if (items) {
                    missing -= missing(plan);
                    parts.whole().arrived(plan.replicas(), plan.slices(), arrival.asOf());
                    tell();
                }
            }

            private void vote() {
                Arrival.Plan plan = arrival.plan();
                if (isRunning(plan.since())) {
                    parts.voting().arrived(plan.replicas(), plan.slices());
                }
            }

            /** Too much waits for the disk. */
            @Override
            public void failed(KvError error) {
                runLater(arrival);
            }
        }
    }

    private static Arrival.Plan planOf(
            ClusterView view, int replicas, List<Integer> slices, List<NodeId> others) {
        return new Arrival.Plan(
                view.topology().epoch(), replicas, List.copyOf(slices), List.copyOf(others), 1);
    }

    private boolean isMissing(int slice, int replicas) {
        return votes.contains(replicas) && !parts.voting().isWhole(slice, replicas)
                || !parts.whole().isWhole(slice, replicas);
    }

    private int missing(Arrival.Plan plan) {
        int missing = 0;
        for (int slice : plan.slices()) {
            if (!parts.whole().isWhole(slice, plan.replicas())) {
                missing++;
            }
        }
        return missing;
    }
}
