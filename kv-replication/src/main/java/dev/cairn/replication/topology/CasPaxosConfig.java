package dev.cairn.replication.topology;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * Settings of the membership {@code caspaxos}.
 *
 * @param timeout after which an attempt to read or change the topology is given up
 * @param evictAfter how long a member is dead before it is evicted, where that is safe; 0: for ever
 */
public record CasPaxosConfig(
        @Setting("after this an attempt to read or change the topology is given up")
                Duration timeout,
        @Setting(
                        "a member dead for so long is evicted where that is safe, and its ranges are copied anew; 0s: never")
                Duration evictAfter) {
    /** Every default. */
    public static final CasPaxosConfig DEFAULT =
            new CasPaxosConfig(Duration.ofSeconds(3), Duration.ZERO);

    /** Checks both; throws {@link IllegalArgumentException}. */
    public CasPaxosConfig {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + timeout + "; it must be above 0");
        }
        if (evictAfter.isNegative()) {
            throw new IllegalArgumentException("evict-after is " + evictAfter + ", less than 0");
        }
    }
}
