package dev.cairn.ring.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.ring.RingFigures;
import dev.cairn.ring.Topologies;
import dev.cairn.ring.claim.Course;
import dev.cairn.ring.token.TokensForGood;
import dev.cairn.testkit.contract.PartitionerContract;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FixedPartitionerTest extends PartitionerContract {
    @Override
    protected Partitioner open() {
        return new FixedPlugin().open(FixedConfig.DEFAULTS);
    }

    @Override
    protected Map<Key, Long> tokensForGood() {
        return TokensForGood.TOKENS;
    }

    @Test
    void boundariesAreEqualPartitionsWhoeverIsThere() {
        for (int members : new int[] {1, 3, 10}) {
            TokenRing ring = open().ring(Topologies.equal(members));
            assertThat(ring.size()).isEqualTo(FixedConfig.DEFAULT_PARTITIONS);
            for (int position = 0; position < ring.size(); position++) {
                assertThat(ring.length(position))
                        .isEqualTo(Slices.COUNT / FixedConfig.DEFAULT_PARTITIONS);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 1024", "5, 1024", "10, 1024", "100, 8192"})
    void equalMembersOwnQOverSPartitionsAndChangesMoveTheLeast(int members, int partitions) {
        Course course = new Course(partitions, partitions / Course.ARCS);
        Topology topology = Topologies.drawn(Topologies.equal(members), course);
        check(partitions, members + " equal", topology, 1);
    }

    @ParameterizedTest
    @CsvSource({"3, 1024", "10, 1024", "100, 16384"})
    void weightsOneToTwoToFourAreMetAndChangesMoveTheLeast(int members, int partitions) {
        Course course = new Course(partitions, partitions / Course.ARCS);
        Topology topology = Topologies.drawn(Topologies.weighted(members, 1, 2, 4), course);
        check(partitions, members + " of 1:2:4", topology, 1, 2, 4);
    }

    private static void check(int partitions, String members, Topology topology, int... weights) {
        Partitioner partitioner = new FixedPlugin().open(new FixedConfig(partitions));
        RingFigures figures =
                RingFigures.of(
                        partitioner,
                        topology,
                        RingFigures.some(topology, 10),
                        RingFigures.newcomers(partitioner, topology, 3, weights));
        figures.print("fixed " + partitions + ", " + members);
        assertThat(figures.largest()).as("largest share").isLessThanOrEqualTo(1.05);
        assertThat(figures.smallest()).as("smallest share").isGreaterThanOrEqualTo(0.95);
        assertThat(figures.join()).as("a join moves").isLessThanOrEqualTo(1.10);
        assertThat(figures.leave()).as("a leave moves").isLessThanOrEqualTo(1.10);
    }

    @Test
    void moreMembersThanPartitionsAreRefused() {
        Partitioner few = new FixedPlugin().open(new FixedConfig(16));
        assertThat(Topologies.shares(few.ring(Topologies.equal(16)))).hasSize(16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> few.ring(Topologies.equal(17)))
                .withMessageContaining("16");
    }

    @Test
    void partitionsMustBeAPowerOfTwo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FixedConfig(1000))
                .withMessageContaining("1000");
        assertThatIllegalArgumentException().isThrownBy(() -> new FixedConfig(8));
        assertThatIllegalArgumentException().isThrownBy(() -> new FixedConfig(1 << 17));
    }
}
