package dev.cairn.ring.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.ring.Topologies;
import dev.cairn.ring.token.TokensForGood;
import dev.cairn.testkit.contract.PartitionerContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

    @Test
    void equalMembersOwnQOverSPartitionsEach() {
        for (int members : new int[] {2, 3, 5, 10, 100}) {
            TokenRing ring = open().ring(Topologies.equal(members));
            int perPartition = Slices.COUNT / FixedConfig.DEFAULT_PARTITIONS;
            int fair = FixedConfig.DEFAULT_PARTITIONS / members;
            Topologies.shares(ring)
                    .values()
                    .forEach(slices -> assertThat(slices / perPartition).isBetween(fair, fair + 1));
        }
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
