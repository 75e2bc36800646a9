package dev.cairn.replication.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparesTest {
    private static long taken(Spares spares, int times) {
        return IntStream.range(0, times).filter(i -> spares.take()).count();
    }

    private static Spares of(int percent) {
        return new Spares(percent, new SplittableRandom(1));
    }

    @Test
    void aBurstIsRescuedAndThenAFewPercent() {
        Spares spares = of(5);
        assertThat(taken(spares, 1000)).isEqualTo(32);
        for (int i = 0; i < 1000; i++) {
            spares.earn();
        }
        assertThat(taken(spares, 1000)).as("no more is saved").isEqualTo(32);
        long hedged = 0;
        for (int i = 0; i < 10_000; i++) {
            spares.earn();
            hedged += taken(spares, 1);
        }
        assertThat(hedged).isEqualTo(500);
        assertThat(spares.used()).isEqualTo(564);
    }

    @Test
    void someReadsLookAtAllOwnersByChance() {
        Spares spares = of(5);
        long all = IntStream.range(0, 10_000).filter(i -> spares.begin()).count();
        assertThat(all).isBetween(550L, 700L);
    }

    @Test
    void noneAndAlwaysAreTheEnds() {
        assertThat(of(0).areAllowed()).isFalse();
        assertThat(taken(of(0), 10)).isZero();
        Spares always = of(Spares.ALWAYS);
        assertThat(IntStream.range(0, 100).allMatch(i -> always.begin())).isTrue();
    }
}
