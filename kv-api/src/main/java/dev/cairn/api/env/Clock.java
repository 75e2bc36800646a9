package dev.cairn.api.env;

/** Time. Injected, so that the simulator can bend it. Safe for all threads. */
public interface Clock {
    /**
     * Monotonic nanoseconds from an arbitrary start; compare differences only. For timers,
     * deadlines, leases.
     */
    long nanos();

    /**
     * Wall-clock milliseconds since 1970; may jump. For timestamps shown to people and for expiry
     * only.
     */
    long millis();
}
