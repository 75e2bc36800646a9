package dev.cairn.replication.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Version;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WriteIdTest {
    private static final long TOKEN = 0xfedcba9876543210L;

    private static StorageKey key(String bucket, String text) {
        return StorageKey.of(TOKEN, new Key(bucket, Bytes.utf8(text)));
    }

    private static Dot dot(long epoch, long counter) {
        return new Dot(new ActorId(new NodeId("n1"), 0x1122334455667788L, epoch), counter);
    }

    private static OperationId id(StorageKey key, Dot dot) {
        return WriteId.of(
                key,
                new Version(
                        dot,
                        CausalContext.EMPTY,
                        HybridTimestamp.ofMillis(300),
                        5,
                        Bytes.utf8("v"),
                        false,
                        OptionalLong.empty(),
                        Optional.empty()));
    }

    @Test
    void itNamesTokenTimeRoundDotAndKey() {
        OperationId id = id(key("users", "k"), dot(7, 2));
        String[] parts = id.text().split("\\.", 2);
        assertThat(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(parts[0])))
                .isEqualTo(
                        "11"
                                + "fedcba9876543210"
                                + "ac02"
                                + "05"
                                + "026e31"
                                + "1122334455667788"
                                + "07"
                                + "02"
                                + "6b");
        assertThat(parts[1]).isEqualTo("users");
        WriteId read = WriteId.parse(id);
        assertThat(read.key()).contains(new Key("users", Bytes.utf8("k")));
        assertThat(read.minted()).contains(new WriteId.Minted(dot(7, 2), 5));
        assertThat(read.millis()).hasValue(300);
        assertThat(read.isOf(TOKEN)).isTrue();
        assertThat(read.isOf(1)).isFalse();
    }

    @Test
    void thatOfARegisterNamesTokenTimeAndKey() {
        WriteId read = WriteId.parse(WriteId.of(key("users", "k"), 300, 99));
        assertThat(read.key()).contains(new Key("users", Bytes.utf8("k")));
        assertThat(read.minted()).isEmpty();
        assertThat(read.millis()).hasValue(300);
    }

    @Test
    void whatDoesNotFitIsLeftOut() {
        OperationId withoutKey = id(key("b", "k".repeat(100)), dot(7, 2));
        assertThat(withoutKey.text()).endsWith(".b");
        assertThat(WriteId.parse(withoutKey).key()).isEmpty();
        assertThat(WriteId.parse(withoutKey).minted()).isPresent();
        OperationId withoutBucket = id(key("b".repeat(Key.MAX_BUCKET_LENGTH), "k"), dot(7, 2));
        assertThat(withoutBucket.text()).doesNotContain(".");
        assertThat(WriteId.parse(withoutBucket).minted()).isPresent();
    }

    @Test
    void aCallersOwnTellsItsTimeWhenItIsATimeOrderedUuid() {
        WriteId uuid = WriteId.parse(new OperationId("019b76da-a800-7000-8000-0123456789ab"));
        assertThat(uuid.millis()).hasValue(1_767_225_600_000L);
        assertThat(uuid.isTooOld(1_767_225_600_000L + Duration.ofHours(24).toMillis())).isFalse();
        assertThat(uuid.isTooOld(1_767_225_600_001L + Duration.ofHours(24).toMillis())).isTrue();
        for (String own :
                new String[] {"mine", "op-1", "AQ", "4f1c8d2e-0000-4000-8000-000000000000"}) {
            WriteId read = WriteId.parse(new OperationId(own));
            assertThat(read.millis()).isEmpty();
            assertThat(read.minted()).isEmpty();
            assertThat(read.isOf(TOKEN)).isTrue();
        }
    }

    @Test
    void forAnotherKeyItTellsNothing() {
        WriteId read = WriteId.parse(id(key("users", "k"), dot(7, 2)));
        StorageKey other = StorageKey.of(1, new Key("users", Bytes.utf8("l")));
        assertThat(read.at(other).minted()).isEmpty();
        assertThat(read.at(key("users", "k"))).isEqualTo(read);
    }
}
