package dev.cairn.replication.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.Seeded;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LatencyTest {
    private static final long MICRO = 1_000;
    private static final long SECOND = 1_000_000_000;

    private final Latency latency = new Latency();

    private void add(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            latency.add(nanos, 0);
        }
    }

    @Test
    void ofWhatWasNeverHeardOfNothingIsKnown() {
        assertThat(latency.average(0)).isEqualTo(Latency.UNKNOWN);
        assertThat(latency.usual()).isZero();
    }

    @Test
    void theAverageFollowsWithinSomeAnswers() {
        add(100, 200 * MICRO);
        assertThat(latency.average(0)).isEqualTo(200 * MICRO);
        add(16, 2000 * MICRO);
        assertThat(latency.average(0)).isBetween(1200 * MICRO, 1500 * MICRO);
    }

    @Test
    void theAverageFadesWhileNothingIsHeard() {
        add(100, 2000 * MICRO);
        assertThat(latency.average(9 * SECOND)).isEqualTo(2000 * MICRO);
        assertThat(latency.average(30 * SECOND)).isEqualTo(250 * MICRO);
    }

    @Test
    void oneInAHundredIsUnusual() {
        add(495, 200 * MICRO);
        add(4, 9000 * MICRO);
        add(12, 200 * MICRO);
        assertThat(latency.usual()).isBetween(200 * MICRO, 250 * MICRO);
        add(32, 9000 * MICRO);
        assertThat(latency.usual()).isBetween(9000 * MICRO, 11_250 * MICRO);
    }

    @Test
    void theUsualIsForgottenWithinSomeHundredAnswers() {
        add(600, 9000 * MICRO);
        add(5000, 200 * MICRO);
        assertThat(latency.usual()).isBetween(200 * MICRO, 250 * MICRO);
    }

    @Test
    void aShortWaitInVainSaysNothingAndALongOneDoes() {
        add(100, 200 * MICRO);
        latency.addAtLeast(50 * MICRO, 0);
        assertThat(latency.average(0)).isEqualTo(200 * MICRO);
        latency.addAtLeast(SECOND, 0);
        assertThat(latency.average(0)).isGreaterThan(60_000 * MICRO);
    }

    @Seeded(cases = 50)
    void theUsualIsNeverLessThanTheQuantileNorMuchMore(RandomGenerator random) {
        long[] some = new long[208];
        for (int i = 0; i < some.length; i++) {
            some[i] = (long) (100 * MICRO * Math.exp(3 * random.nextGaussian()));
            latency.add(some[i], i);
        }
        Arrays.sort(some);
        long exact = some[some.length - 1 - some.length / 100];
        assertThat(latency.usual()).isBetween(exact, exact + exact / 4 + 1);
    }
}
