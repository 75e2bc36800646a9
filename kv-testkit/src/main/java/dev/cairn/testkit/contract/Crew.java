package dev.cairn.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Threads of one test; what one of them throws fails the test. */
final class Crew {
    private static final long PATIENCE_SECONDS = 60;

    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    void start(Runnable work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (RuntimeException | Error failure) {
                                failures.add(failure);
                            }
                        },
                        "crew-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    boolean hasFailed() {
        return !failures.isEmpty();
    }

    /** Waits for all of them. */
    void await() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            if (thread.isAlive()) {
                AssertionError hangs = new AssertionError(thread.getName() + " hangs");
                hangs.setStackTrace(thread.getStackTrace());
                failures.add(hangs);
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a thread of the test failed", failures.peek());
        }
    }

    static void awaitLatch(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing happened for " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
