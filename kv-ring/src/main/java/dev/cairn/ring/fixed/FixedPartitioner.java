package dev.cairn.ring.fixed;

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
import java.util.List;

/**
 * Q equal partitions, of which S equal members own Q/S each and others as many as their weights
 * give them, exact to one partition. Boundaries never move, only owners do, so that whole
 * partitions can be kept and shipped as files.
 *
 * <p>Exact counts cost movement: a member that was at its count must pass partitions on whenever
 * the counts change. Where that matters more than fixed boundaries, take {@code vnode}.
 */
final class FixedPartitioner implements Partitioner {
    private final int partitions;

    FixedPartitioner(FixedConfig config) {
        this.partitions = config.partitions();
    }

    @Override
    public long token(Key key) {
        return KeyToken.of(key);
    }

    @Override
    public TokenRing ring(Topology topology) {
        List<Member> owners = topology.owners();
        if (owners.isEmpty() || owners.size() > partitions) {
            throw new IllegalArgumentException(
                    "a ring of "
                            + partitions
                            + " partitions needs 1 to as many owning members, not "
                            + owners.size());
        }
        int[] counts = Apportionment.of(owners.stream().map(Member::weight).toList(), partitions);
        List<Contender> contenders = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            contenders.add(new Contender(owners.get(i).id(), owners.get(i).weight(), counts[i]));
        }
        int[] winners = ClaimRace.run(contenders, partitions, partitions);
        int[] starts = new int[partitions];
        List<NodeId> nodes = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            starts[partition] = partition * (Slices.COUNT / partitions);
            nodes.add(owners.get(winners[partition]).id());
        }
        return new TokenRing(topology.epoch(), starts, nodes);
    }
}
