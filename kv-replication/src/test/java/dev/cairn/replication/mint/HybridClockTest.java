package dev.cairn.replication.mint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.KvException;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.testkit.sim.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HybridClockTest {
    private final VirtualTime time = new VirtualTime();
    private final HybridClock clock = new HybridClock(time.clock());
    private final HybridTimestamp now = HybridTimestamp.ofMillis(time.clock().millis());

    private HybridTimestamp ahead(Duration by) {
        return HybridTimestamp.ofMillis(time.clock().millis() + by.toMillis());
    }

    @Test
    void aStampIsTheWallClocksWhenThatIsLater() {
        assertThat(clock.stamp(HybridTimestamp.ZERO, true)).isEqualTo(now);
        assertThat(clock.stamp(ahead(Duration.ofMillis(-1)), true)).isEqualTo(now);
    }

    @Test
    void aStampIsAboveWhatItFollows() {
        assertThat(clock.stamp(now, true)).isGreaterThan(now);
        HybridTimestamp later = ahead(Duration.ofSeconds(59));
        assertThat(clock.stamp(later, true)).isEqualTo(later.next());
    }

    @Test
    void whereTimeDecidesAStampFarInTheFutureIsRefused() {
        HybridTimestamp far = ahead(Duration.ofSeconds(61));
        assertThatThrownBy(() -> clock.stamp(far, true))
                .isInstanceOf(KvException.class)
                .hasMessageContaining("61 s ahead");
        assertThat(clock.stamp(far, false)).as("where dots decide").isEqualTo(now);
        time.advance(Duration.ofSeconds(2));
        assertThat(clock.stamp(far, true)).isEqualTo(far.next());
    }
}
