package dev.cairn.lsm.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BloomFilterTest {
    private static final int KEYS = 20_000;

    private static long hash(String key) {
        return KeyHash.of(Bytes.utf8(key).segment());
    }

    private static BloomFilter filter() {
        BloomFilter.Builder builder = new BloomFilter.Builder();
        IntStream.range(0, KEYS).forEach(i -> builder.add(hash("key" + i)));
        return builder.build();
    }

    @Test
    void everyKeyPassesAndAboutOneAbsentKeyInAHundred() {
        BloomFilter filter = filter();
        assertThat(IntStream.range(0, KEYS)).allMatch(i -> filter.mayContain(hash("key" + i)));
        long passed =
                IntStream.range(0, KEYS).filter(i -> filter.mayContain(hash("absent" + i))).count();
        assertThat((double) passed / KEYS).isBetween(0.002, 0.02);
    }

    @Test
    void aFilterIsTheSameAfterItsEncoding() {
        BloomFilter filter = filter();
        ByteBuffer bytes = ByteBuffer.allocate(filter.encodedBytes());
        filter.encode(bytes);
        BloomFilter decoded = BloomFilter.decode(bytes.flip());
        assertThat(IntStream.range(0, KEYS))
                .allMatch(i ->
                        decoded.mayContain(hash("key" + i))
                                && decoded.mayContain(hash("absent" + i))
                                        == filter.mayContain(hash("absent" + i)));
    }

    @Test
    void theHashIsPartOfTheFormatAndNeverChanges() {
        assertThat(hash("")).isEqualTo(0);
        assertThat(hash("key")).isEqualTo(0x59a7b4bdb3ceba56L);
        assertThat(hash("a key of more than eight bytes")).isEqualTo(0xde5d8a7960cbc708L);
    }
}
