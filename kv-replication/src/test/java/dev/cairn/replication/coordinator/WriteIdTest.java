package dev.cairn.replication.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.Dot;
import dev.cairn.replication.replica.StorageKey;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class WriteIdTest {
    private static OperationId id(String bucket, Dot dot) {
        return WriteId.of(
                StorageKey.of(0xfedcba9876543210L, new Key(bucket, Bytes.utf8("k"))), 300, dot);
    }

    private static Dot dot(long epoch, long counter) {
        return new Dot(new ActorId(new NodeId("n1"), 0x1122334455667788L, epoch), counter);
    }

    @Test
    void itNamesTokenTimeDotAndBucket() {
        String[] parts = id("users", dot(7, 2)).text().split("\\.", 2);
        assertThat(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(parts[0])))
                .isEqualTo("01" + "fedcba9876543210" + "ac02" + "1122334455667788" + "07" + "02");
        assertThat(parts[1]).isEqualTo("users");
    }

    @Test
    void aLongBucketIsLeftOutWhereItDoesNotFit() {
        String longest = "b".repeat(Key.MAX_BUCKET_LENGTH);
        assertThat(id(longest, dot(Long.MAX_VALUE, 1L << 40)).text()).doesNotContain(".");
        assertThat(id("b".repeat(64), dot(Long.MAX_VALUE, 1L << 40)).text())
                .endsWith("." + "b".repeat(64));
    }
}
