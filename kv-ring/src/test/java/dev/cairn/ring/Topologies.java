package dev.cairn.ring;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.ring.claim.Course;
import dev.cairn.ring.claim.TokenDraw;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Topologies to test with, and what can be counted on their rings. */
public final class Topologies {
    private Topologies() {}

    /** Members {@code n1} to {@code nN} of equal weight in one zone. */
    public static Topology equal(int count) {
        return weighted(count, 1);
    }

    /** Members {@code n1} to {@code nN} whose weights take turns. */
    public static Topology weighted(int count, int... weights) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(
                    member(
                            "n" + (i + 1),
                            weights[i % weights.length],
                            Zone.DEFAULT,
                            MemberState.ACTIVE));
        }
        return of(members);
    }

    /**
     * Up to {@code most} members with random names, weights, zones and states, one of them owning
     * ranges.
     */
    public static Topology random(RandomGenerator random, int most) {
        int datacentres = 1 + random.nextInt(3);
        int racks = 1 + random.nextInt(4);
        List<Member> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int count = 1 + random.nextInt(most);
        while (members.size() < count) {
            String name = "node-" + random.nextInt(10 * most);
            if (names.add(name)) {
                Zone zone =
                        new Zone("dc" + random.nextInt(datacentres), "r" + random.nextInt(racks));
                MemberState state =
                        members.isEmpty() || random.nextInt(4) > 0
                                ? MemberState.ACTIVE
                                : MemberState.values()[random.nextInt(MemberState.values().length)];
                members.add(member(name, 1 + random.nextInt(8), zone, state));
            }
        }
        return of(members);
    }

    public static Topology of(List<Member> members) {
        return new Topology(new ClusterId(1), 1, members);
    }

    public static Member member(String name, int weight, Zone zone, MemberState state) {
        return new Member(new NodeId(name), 0, new Address("localhost", 4700), zone, weight, state);
    }

    /** The topology with the tokens of its members drawn one after another. */
    public static Topology drawn(Topology topology, Course course) {
        TokenDraw draw = new TokenDraw(course);
        return of(topology.members().stream().map(draw::next).toList());
    }

    /** The topology with one member more. */
    public static Topology with(Topology topology, Member newcomer) {
        List<Member> members = new ArrayList<>(topology.members());
        members.add(newcomer);
        return of(members);
    }

    /** The topology with one member less. */
    public static Topology without(Topology topology, NodeId gone) {
        return of(topology.members().stream().filter(member -> !member.id().equals(gone)).toList());
    }

    /** The owner of every slice. */
    public static List<NodeId> ownersBySlice(TokenRing ring) {
        List<NodeId> owners = new ArrayList<>(Slices.COUNT);
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            owners.add(ring.owner(ring.positionOf(slice)));
        }
        return owners;
    }

    /** Slices by owner. */
    public static Map<NodeId, Integer> shares(TokenRing ring) {
        Map<NodeId, Integer> shares = new TreeMap<>();
        for (int position = 0; position < ring.size(); position++) {
            shares.merge(ring.owner(position), ring.length(position), Integer::sum);
        }
        return shares;
    }

    /** How many slices have another owner in {@code after}. */
    public static int moved(TokenRing before, TokenRing after) {
        int moved = 0;
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            NodeId from = before.owner(before.positionOf(slice));
            moved += from.equals(after.owner(after.positionOf(slice))) ? 0 : 1;
        }
        return moved;
    }
}
