package dev.cairn.testkit.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition in real time. */
final class Await {
    private static final long PAUSE_NANOS = 200_000;

    private Await() {}

    /** Whether the condition comes to hold within {@code limit}. */
    static boolean holds(BooleanSupplier condition, Duration limit) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}
