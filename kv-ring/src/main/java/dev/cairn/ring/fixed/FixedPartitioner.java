package dev.cairn.ring.fixed;

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
import java.util.List;

/**
 * Q equal partitions, of which S equal members own about Q/S each and others as many as their
 * weights give them: strategy 3 of the Dynamo paper's section 6.2. Boundaries never move, only
 * owners do, so that whole partitions can be kept and shipped as files.
 *
 * <p>Owners are found as {@code vnode} finds them, by a {@link ClaimRace} over partitions. It takes
 * about fifty partitions a member to be as even and as quiet; below twenty, one partition is more
 * than the 5 % that a member may be above its share, and a change moves more than the least.
 */
final class FixedPartitioner implements Partitioner {
    private final Course course;

    FixedPartitioner(FixedConfig config) {
        course = new Course(config.partitions(), config.partitions() / Course.ARCS);
    }

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
        int[] winners = ClaimRace.run(owners, course);
        int[] starts = new int[winners.length];
        List<NodeId> nodes = new ArrayList<>();
        for (int partition = 0; partition < winners.length; partition++) {
            starts[partition] = partition * (Slices.COUNT / winners.length);
            nodes.add(owners.get(winners[partition]).id());
        }
        return new TokenRing(topology.epoch(), starts, nodes);
    }

    @Override
    public Member drawTokens(Topology topology, Member newcomer) {
        return TokenDraw.draw(course, topology, newcomer);
    }

    @Override
    public Member inherit(Member heir, Member gone) {
        return TokenDraw.inherit(heir, gone);
    }
}
