package dev.cairn.replication.mint;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.env.Clock;
import dev.cairn.api.version.HybridTimestamp;
import java.time.Duration;

/**
 * Stamps writes with hybrid logical time (Kulkarni et al. 2014), kept a key: the wall clock's, or
 * just above what the write follows where that is later. So a node whose clock runs ahead moves the
 * stamps of the keys it writes and no others.
 *
 * @param clock the node's wall clock
 */
public record HybridClock(Clock clock) {
    /** How far ahead of the wall clock a stamp may lie where time decides between versions. */
    public static final Duration MAX_AHEAD = Duration.ofMinutes(1);

    /**
     * A stamp for a write.
     *
     * @param past the latest stamp that it follows
     * @param timeDecides whether the resolver goes by time: then a stamp that would lie over {@link
     *     #MAX_AHEAD} in the future is refused with {@link KvException} {@code UNAVAILABLE}; else
     *     the wall clock is taken, as dots decide
     */
    public HybridTimestamp stamp(HybridTimestamp past, boolean timeDecides) {
        long now = clock.millis();
        HybridTimestamp wall = HybridTimestamp.ofMillis(now);
        if (past.compareTo(wall) < 0) {
            return wall;
        }
        HybridTimestamp next = past.next();
        if (next.millis() <= now + MAX_AHEAD.toMillis()) {
            return next;
        }
        if (timeDecides) {
            throw new KvException(
                    ErrorCode.UNAVAILABLE,
                    "the present value was stamped "
                            + (next.millis() - now) / 1000
                            + " s ahead of this node's clock; a newer one cannot be told from it yet");
        }
        return wall;
    }
}
