package dev.cairn.bench.peers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for an engine's background work to end. */
final class Quiet {
    /** What a session's buffer holds: the longest key and value of any workload. */
    static final int BUFFER_BYTES = 1 << 17;

    private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();
    private static final int LOOKS = 8;

    private Quiet() {}

    /**
     * Returns once {@code idle} has held eight times in a row: one merge may bring about the next a
     * moment later.
     */
    static void await(BooleanSupplier idle) {
        for (int quiet = 0; quiet < LOOKS; ) {
            LockSupport.parkNanos(LOOK_NANOS);
            quiet = idle.getAsBoolean() ? quiet + 1 : 0;
        }
    }
}
