package dev.cairn.ring.vnode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.ring.Topologies;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ring promises of balance and movement, by figures. */
final class VnodeBalanceTest {
    private final VnodePartitioner partitioner = new VnodePartitioner();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10, 30, 100, 1000})
    void noMemberOwnsMoreThanFivePercentOverItsFairShare(int members) {
        Map<NodeId, Integer> shares =
                Topologies.shares(partitioner.ring(Topologies.equal(members)));
        double mean = (double) Slices.COUNT / members;
        assertThat(shares).hasSize(members);
        assertThat(shares.values())
                .allSatisfy(slices -> assertThat(slices / mean).isLessThanOrEqualTo(1.05));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void weightsOneToTwoToFourAreMetWithinFivePercent(int members) {
        Topology topology = Topologies.weighted(members, 1, 2, 4);
        Map<NodeId, Integer> shares = Topologies.shares(partitioner.ring(topology));
        double unit = Slices.COUNT / (7.0 * members / 3);
        topology.members()
                .forEach(member ->
                        assertThat(shares.get(member.id()) / (unit * member.weight()))
                                .as("%s", member.id())
                                .isBetween(0.95, 1.05));
    }

    @Test
    void theLightestMemberBesideTheHeaviestStillOwnsSomething() {
        Topology topology = Topologies.weighted(40, 1, 1000, 1000, 1000);
        assertThat(Topologies.shares(partitioner.ring(topology))).hasSize(40);
    }

    @ParameterizedTest
    @CsvSource({"3, 1.05", "5, 1.05", "10, 1.05", "30, 1.05", "100, 1.10"})
    void aJoinOrLeaveMovesLittleMoreThanTheLeastPossible(int members, double limit) {
        Topology topology = Topologies.equal(members + 1);
        TokenRing large = partitioner.ring(topology);
        double least = (double) Slices.COUNT / (members + 1);
        for (int i = 0; i < 5; i++) {
            NodeId gone = topology.members().get(i * (members + 1) / 5).id();
            int moved =
                    Topologies.moved(large, partitioner.ring(Topologies.without(topology, gone)));
            assertThat(moved / least)
                    .as("%s leaves %d others, or joins them", gone, members)
                    .isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void whatTheLeaverHadGoesToAllOthersAndNotToANeighbour() {
        Topology topology = Topologies.equal(10);
        NodeId gone = new NodeId("n4");
        List<NodeId> before = Topologies.ownersBySlice(partitioner.ring(topology));
        List<NodeId> after =
                Topologies.ownersBySlice(partitioner.ring(Topologies.without(topology, gone)));
        int[] heirs = new int[11];
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            if (before.get(slice).equals(gone)) {
                heirs[Integer.parseInt(after.get(slice).name().substring(1))]++;
            }
        }
        for (int heir = 1; heir <= 10; heir++) {
            if (heir != 4) {
                assertThat(heirs[heir]).as("slices inherited by n%d", heir).isBetween(500, 1000);
            }
        }
    }

    @Test
    void theRingIsWhatItAlwaysWas() {
        assertThat(checksum(partitioner.ring(Topologies.equal(3)))).isEqualTo(2075189898L);
        assertThat(checksum(partitioner.ring(Topologies.weighted(40, 1, 5, 3))))
                .isEqualTo(3848932950L);
    }

    private static long checksum(TokenRing ring) {
        CRC32 crc = new CRC32();
        Topologies.ownersBySlice(ring)
                .forEach(owner -> crc.update(owner.name().getBytes(StandardCharsets.US_ASCII)));
        return crc.getValue();
    }
}
