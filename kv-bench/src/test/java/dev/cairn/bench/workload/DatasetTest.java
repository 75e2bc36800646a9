package dev.cairn.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {
    @ParameterizedTest
    @EnumSource
    void keysAreOrderedAsTheirNumbers(KeyShape shape) {
        byte[] before = new byte[0];
        for (long number : shape.sorted(1_000)) {
            byte[] key = new byte[shape.bytes()];
            shape.write(number, key);
            assertThat(Arrays.compareUnsigned(before, key)).isNegative();
            before = key;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingKeyIsNotThereAndLiesAmongThoseThatAre(KeyShape shape) {
        long[] present = shape.sorted(1_000);
        long above = present[0] ^ Long.MIN_VALUE;
        long below = present[999] ^ Long.MIN_VALUE;
        long within =
                LongStream.range(0, 1_000)
                        .map(shape::missing)
                        .peek(missing ->
                                assertThat(LongStream.of(present).noneMatch(n -> n == missing))
                                        .isTrue())
                        .filter(missing -> (missing ^ Long.MIN_VALUE) > above)
                        .filter(missing -> (missing ^ Long.MIN_VALUE) < below)
                        .count();
        assertThat(within).isGreaterThan(950);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 1_000, 4_096, 4_097})
    void aPermutationHasEachNumberOnce(long size) {
        Permutation permutation = new Permutation(size, 7);
        assertThat(LongStream.range(0, size).map(permutation::at).sorted())
                .containsExactlyElementsOf(LongStream.range(0, size).boxed().toList());
    }

    @Test
    void valuesPackToAboutHalf() throws IOException {
        Values values = new Values(100);
        byte[] value = new byte[100];
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            for (int i = 0; i < 100; i++) {
                values.write(KeyShape.UNIFORM.present(i), 0, value);
                out.write(value);
            }
        }
        assertThat(packed.size()).isBetween(4_500, 6_500);
    }
}
