package dev.cairn.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.testkit.check.Seeded;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StorageKeyTest {
    private static Bytes hex(String digits) {
        return Bytes.wrap(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    @Test
    void aStorageKeyIsTokenThenPrefixedBucketThenKey() {
        Key key = new Key("users", Bytes.wrap(new byte[] {0, (byte) 0xff}));
        StorageKey stored = StorageKey.of(0xfedcba9876543210L, key);
        assertThat(stored.encoded()).isEqualTo(hex("fedcba9876543210 05 7573657273 00ff"));
        assertThat(stored.slice()).isEqualTo(0xfedc);
        StorageKey read = StorageKey.decode(stored.encoded().segment());
        assertThat(read).isEqualTo(stored).hasSameHashCodeAs(stored).hasToString("users/0x00ff");
        assertThat(read.key()).isEqualTo(key);
        assertThat(read.token()).isEqualTo(0xfedcba9876543210L);
    }

    @Test
    void theLongestNamesFit() {
        Key key =
                new Key("b".repeat(Key.MAX_BUCKET_LENGTH), Bytes.wrap(new byte[Key.MAX_KEY_BYTES]));
        assertThat(StorageKey.decode(StorageKey.of(-1, key).encoded().segment()).key())
                .isEqualTo(key);
    }

    @Test
    void otherBytesAreMalformed() {
        for (String bytes :
                new String[] {
                    "",
                    "fedcba98765432",
                    "fedcba9876543210",
                    "fedcba9876543210 05 7573",
                    "fedcba9876543210 05 7573657273",
                    "fedcba9876543210 00 61",
                    "fedcba9876543210 01 20 61",
                    "fedcba9876543210 01 e9 61"
                }) {
            assertThatThrownBy(() -> StorageKey.decode(hex(bytes).segment()))
                    .as(bytes)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Seeded(cases = 200)
    void aSliceIsOneRangeOfTheEnginesOrder(RandomGenerator random) {
        StorageKey key =
                StorageKey.of(random.nextLong(), new Key("b", Bytes.utf8("k" + random.nextInt())));
        Bytes encoded = key.encoded();
        assertThat(encoded).isGreaterThanOrEqualTo(token(Slices.firstToken(key.slice())));
        if (key.slice() < Slices.COUNT - 1) {
            assertThat(encoded).isLessThan(token(Slices.firstToken(key.slice() + 1)));
        }
    }

    private static Bytes token(long token) {
        return hex(HexFormat.of().toHexDigits(token));
    }
}
