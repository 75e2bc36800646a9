package dev.cairn.gossip.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ArrivalStatisticsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void phiGrowsWithSilenceAndIsLowAtTheUsualGap() {
        ArrivalStatistics arrivals = regular(SECOND, 1_000);
        assertThat(arrivals.phi(SECOND)).isLessThan(1);
        assertThat(arrivals.phi(2 * SECOND)).isBetween(1.0, 3.0);
        assertThat(arrivals.phi(4 * SECOND)).isGreaterThan(8);
        assertThat(arrivals.phi(1_000 * SECOND)).isGreaterThan(8);
    }

    @Test
    void unevenGapsMakeItPatient() {
        ArrivalStatistics uneven = new ArrivalStatistics(SECOND);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            uneven.record(random.nextLong(4 * SECOND));
        }
        assertThat(uneven.phi(5 * SECOND)).isLessThan(regular(SECOND, 1_000).phi(5 * SECOND));
        assertThat(uneven.phi(5 * SECOND)).isLessThan(8);
    }

    @Test
    void theWorstGapFadesOverMinutes() {
        ArrivalStatistics arrivals = regular(SECOND, 10);
        arrivals.record(8 * SECOND);
        assertThat(arrivals.worst()).isEqualTo(8.0 * SECOND);
        for (int i = 0; i < 710; i++) {
            arrivals.record(SECOND);
        }
        assertThat(arrivals.worst()).isBetween(3.9 * SECOND, 4.1 * SECOND);
    }

    private static ArrivalStatistics regular(long gap, int times) {
        ArrivalStatistics arrivals = new ArrivalStatistics(SECOND);
        for (int i = 0; i < times; i++) {
            arrivals.record(gap);
        }
        return arrivals;
    }
}
