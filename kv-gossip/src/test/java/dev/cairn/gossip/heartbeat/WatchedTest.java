package dev.cairn.gossip.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a silence must be before it is suspicious, with the default settings. */
final class WatchedTest {
    private final Watched watched = new Watched(new NodeId("n2"), HeartbeatConfig.DEFAULTS, 0);
    private static final long MINIMUM = HeartbeatConfig.DEFAULTS.minimumSilenceNanos(3);
    private long now;
    private long counter;

    private void hearAfter(Duration gap) {
        now += gap.toNanos();
        watched.heard(1, ++counter, now);
        watched.become(Liveness.ALIVE);
    }

    private boolean silentTooLongAfter(Duration silence) {
        return watched.silentTooLong(now + silence.toNanos(), MINIMUM);
    }

    @Test
    void aRegularMemberIsGivenTheShortestSilenceThatIsSuspicious() {
        for (int beat = 0; beat < 100; beat++) {
            hearAfter(Duration.ofMillis(250));
        }
        assertThat(silentTooLongAfter(Duration.ofMillis(3_499))).isFalse();
        assertThat(silentTooLongAfter(Duration.ofMillis(3_500))).isTrue();
    }

    @Test
    void aMemberThatPausesNowAndThenIsGivenAQuarterMoreThanItsWorst() {
        for (int beat = 0; beat < 100; beat++) {
            hearAfter(beat == 50 ? Duration.ofSeconds(4) : Duration.ofMillis(250));
        }
        assertThat(silentTooLongAfter(Duration.ofMillis(4_500))).isFalse();
        assertThat(silentTooLongAfter(Duration.ofMillis(5_000))).isTrue();
    }

    @Test
    void noSilenceBeyondTheLongestIsForgiven() {
        for (int beat = 0; beat < 100; beat++) {
            hearAfter(Duration.ofSeconds(9));
        }
        assertThat(silentTooLongAfter(Duration.ofMillis(9_999))).isFalse();
        assertThat(silentTooLongAfter(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aNewIncarnationBeginsWithoutAPast() {
        hearAfter(Duration.ofMillis(250));
        hearAfter(Duration.ofSeconds(8));
        watched.heard(2, 0, now);
        assertThat(silentTooLongAfter(Duration.ofSeconds(4))).isTrue();
    }
}
