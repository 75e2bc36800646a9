package dev.cairn.ring.vnode;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.ring.claim.ClaimRace;
import dev.cairn.ring.claim.Contender;
import dev.cairn.ring.token.KeyToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weighted virtual nodes, placed for balance: no member owns more than {@value #MOST} of its fair
 * share, or the next whole slice.
 *
 * <p>Every member claims single slices, then pairs, then fours and so on, in an order that follows
 * from its id, at a speed that follows from its weight; a slice belongs to the first who claims it
 * and is below its limit (see {@link ClaimRace}). Ids and weights alone decide, never the order in
 * which members joined. There is nothing to configure because all nodes must compute the same ring.
 *
 * <p>Up to about a hundred equal members a join moves within a few percent of the least possible.
 * Beyond that a member has too few slices for chance to even out, more of them reach their limit,
 * and slices are passed on: at a thousand members (65 slices each) about half as many again move.
 */
public final class VnodePartitioner implements Partitioner {
    /** The most that a member may own, in fair shares. */
    static final double MOST = 1.05;

    private static final int CLAIMS_PER_ROUND = 1024;

    /** A partitioner; it has no state. */
    public VnodePartitioner() {}

    @Override
    public long token(Key key) {
        return KeyToken.of(key);
    }

    @Override
    public TokenRing ring(Topology topology) {
        List<Member> owners = topology.owners();
        if (owners.isEmpty() || owners.size() > Slices.COUNT) {
            throw new IllegalArgumentException(
                    "a ring needs 1 to " + Slices.COUNT + " owning members, not " + owners.size());
        }
        int[] winners = ClaimRace.run(contenders(owners), Slices.COUNT, CLAIMS_PER_ROUND);
        return positions(topology.epoch(), winners, owners);
    }

    private static List<Contender> contenders(List<Member> owners) {
        long total = owners.stream().mapToLong(Member::weight).sum();
        List<Contender> contenders = new ArrayList<>();
        for (Member member : owners) {
            double share = (double) Slices.COUNT * member.weight() / total;
            int quota = (int) Math.max(Math.ceil(share), Math.floor(MOST * share));
            contenders.add(new Contender(member.id(), member.weight(), quota));
        }
        return contenders;
    }

    private static TokenRing positions(long epoch, int[] winners, List<Member> owners) {
        List<NodeId> nodes = new ArrayList<>();
        int[] starts = new int[winners.length];
        for (int slice = 0; slice < winners.length; slice++) {
            if (slice == 0 || winners[slice] != winners[slice - 1]) {
                starts[nodes.size()] = slice;
                nodes.add(owners.get(winners[slice]).id());
            }
        }
        return new TokenRing(epoch, Arrays.copyOf(starts, nodes.size()), nodes);
    }
}
