package dev.cairn.replication.topology;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * Settings of the membership {@code caspaxos}.
 *
 * @param timeout after which an attempt to read or change the topology is given up
 */
public record CasPaxosConfig(
        @Setting("after this an attempt to read or change the topology is given up")
                Duration timeout) {
    /** Every default. */
    public static final CasPaxosConfig DEFAULT = new CasPaxosConfig(Duration.ofSeconds(3));

    /** Checks the timeout; throws {@link IllegalArgumentException}. */
    public CasPaxosConfig {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + timeout + "; it must be above 0");
        }
    }
}
