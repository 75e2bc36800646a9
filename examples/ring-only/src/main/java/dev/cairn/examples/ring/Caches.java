package dev.cairn.examples.ring;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.TransferPlan;
import dev.cairn.api.cluster.Zone;
import dev.cairn.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Some cache servers in two data centres share keys: two copies in Berlin, one in Oslo. There is no
 * server of ours and no network here; the ring is a pure function of the list of members, and every
 * program that has the same list finds the same servers.
 */
public final class Caches {
    private Caches() {}

    /** Prints where keys live, what a new server takes, and who stands in for a dead one. */
    public static void main(String[] arguments) {
        Topology topology = new Topology(new ClusterId(1), 1, List.of());
        for (String server : List.of("berlin-1", "berlin-2", "berlin-3", "oslo-1", "oslo-2")) {
            topology = join(topology, server, 1);
        }
        Ring ring = ring(topology);
        for (String user : List.of("alice", "bob", "carol")) {
            System.out.println(user + " lives on " + ring.preference(key(user)).owners());
        }

        Topology larger = join(topology, "berlin-4", 2);
        Ring next = ring(larger);
        TransferPlan plan =
                TransferPlan.between(larger, ring.preferences(), next.preferences(), Set.of());
        NodeId joiner = new NodeId("berlin-4");
        for (Member member : topology.owners()) {
            int slices =
                    plan.outOf(member.id()).stream()
                            .filter(transfer -> transfer.to().equals(joiner))
                            .mapToInt(transfer -> transfer.slices().count())
                            .sum();
            System.out.printf("%s sends %d slices to %s%n", member.id(), slices, joiner);
        }
        System.out.printf(
                "%.1f %% of all copies move%n", 100.0 * plan.slices() / (3 * Slices.COUNT));

        PreferenceList list = next.preference(key("alice"));
        System.out.printf(
                "when %s is down, %s stands in for alice%n",
                list.owners().getFirst(), list.fallbacks().getFirst());
    }

    private static Ring ring(Topology topology) {
        return Ring.of(topology, Map.of("berlin", 2, "oslo", 1));
    }

    /** The next topology, with tokens drawn for the newcomer so that all give it alike. */
    private static Topology join(Topology topology, String server, int weight) {
        Zone zone = new Zone(server.substring(0, server.indexOf('-')), server);
        Member newcomer =
                new Member(
                        new NodeId(server),
                        0,
                        new Address(server + ".example.org", 11211),
                        zone,
                        weight,
                        MemberState.ACTIVE);
        List<Member> members = new ArrayList<>(topology.members());
        members.add(Ring.drawTokens(topology, newcomer));
        return new Topology(topology.cluster(), topology.epoch() + 1, members);
    }

    private static Key key(String user) {
        return new Key("users", Bytes.utf8(user));
    }
}
