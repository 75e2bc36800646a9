package dev.cairn.ring.vnode;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.ring.claim.ClaimRace;
import dev.cairn.ring.claim.Course;
import dev.cairn.ring.claim.TokenDraw;
import dev.cairn.ring.token.KeyToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weighted virtual nodes, placed for balance: no member owns more than {@value
 * dev.cairn.ring.claim.ClaimRace#MOST} of its fair share, or the next whole slice.
 *
 * <p>Every member claims single slices, then pairs, then fours and so on, in an order that follows
 * from its tokens, at a speed that follows from its weight; a slice belongs to the first who claims
 * it and is below its limit (see {@link ClaimRace}). Tokens and weights alone decide, never the
 * order in which members joined. There is nothing to configure because all nodes must compute the
 * same ring.
 *
 * <p>With drawn tokens a join or leave moves within a few percent of the least possible. Without,
 * that holds up to about a hundred equal members; beyond, a member has too few slices for chance to
 * even out, more of them reach their limit, and slices are passed on.
 */
public final class VnodePartitioner implements Partitioner {
    /** Four claims a round: a thousand members hold mostly single slices, three long runs. */
    static final Course COURSE = new Course(Slices.COUNT, 4);

    /** A partitioner; it has no state. */
    public VnodePartitioner() {}

    @Override
    public long token(Key key) {
        return KeyToken.of(key);
    }

    @Override
    public long token(byte[] source, int from, int length) {
        return KeyToken.of(source, from, length);
    }

    @Override
    public TokenRing ring(Topology topology) {
        List<Member> owners = topology.owners();
        int[] winners = ClaimRace.run(owners, COURSE);
        List<NodeId> nodes = new ArrayList<>();
        int[] starts = new int[winners.length];
        for (int slice = 0; slice < winners.length; slice++) {
            if (slice == 0 || winners[slice] != winners[slice - 1]) {
                starts[nodes.size()] = slice;
                nodes.add(owners.get(winners[slice]).id());
            }
        }
        return new TokenRing(topology.epoch(), Arrays.copyOf(starts, nodes.size()), nodes);
    }

    @Override
    public Member drawTokens(Topology topology, Member newcomer) {
        return TokenDraw.draw(COURSE, topology, newcomer);
    }

    @Override
    public Member inherit(Member heir, Member gone) {
        return TokenDraw.inherit(heir, gone);
    }
}
