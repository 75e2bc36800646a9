package dev.cairn.api.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One node as the topology lists it.
 *
 * @param id its name
 * @param storage the random id of its data directory; 0 while it has not been seen
 * @param address where peers reach it
 * @param zone what it fails with
 * @param weight its share of the ring relative to others, 1 to {@value #MAX_WEIGHT}
 * @param state its place in the topology
 * @param tokens what its positions on the ring follow from
 */
public record Member(
        NodeId id,
        long storage,
        Address address,
        Zone zone,
        int weight,
        MemberState state,
        TokenSeed tokens) {
    /** The largest weight. */
    public static final int MAX_WEIGHT = 1_000;

    /** Checks the weight; throws {@link IllegalArgumentException}. */
    public Member {
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "a weight is 1 to " + MAX_WEIGHT + ", not " + weight);
        }
    }

    /** A member for whom no tokens were drawn. */
    public Member(
            NodeId id, long storage, Address address, Zone zone, int weight, MemberState state) {
        this(id, storage, address, zone, weight, state, TokenSeed.NONE);
    }

    /** The same member in another state. */
    public Member in(MemberState other) {
        return new Member(id, storage, address, zone, weight, other, tokens);
    }

    /** The same member with another weight. */
    public Member weighing(int other) {
        return new Member(id, storage, address, zone, other, state, tokens);
    }

    /** The same member on the data directory of this id. */
    public Member on(long directory) {
        return new Member(id, directory, address, zone, weight, state, tokens);
    }

    /** The same member with other positions on the ring. */
    public Member with(TokenSeed other) {
        return new Member(id, storage, address, zone, weight, state, other);
    }

    /** The members in the order of their ids. */
    static List<Member> sorted(List<Member> members) {
        List<Member> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparing(Member::id));
        return List.copyOf(sorted);
    }
}
