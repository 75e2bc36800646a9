package dev.cairn.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of a long-running command: SIGTERM, Ctrl-C, or the end of standard input where a parent
 * process holds it. The command then closes what it has and the process exits 0 instead of the
 * JVM's 143.
 */
final class Termination {
    private static final Duration LAST_CALL = Duration.ofSeconds(30);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int exit = Exit.DONE;

    private Termination() {}

    /** From now on a signal is a request. The command must end with {@link #finish}. */
    static Termination onSignal() {
        Termination termination = new Termination();
        Runtime.getRuntime().addShutdownHook(new Thread(termination::signalled, "termination"));
        return termination;
    }

    /** The end of {@code in}, or its failure, is a request too. */
    void alsoAtEndOf(InputStream in) {
        Thread.ofPlatform()
                .name("parent-watch")
                .daemon()
                .start(() -> {
                    try {
                        while (in.read() >= 0) {
                            continue;
                        }
                    } catch (IOException gone) {
                        request();
                    }
                    request();
                });
    }

    /** Asks for the end. */
    void request() {
        requested.countDown();
    }

    /** Waits until the end is asked for. */
    void await() throws InterruptedException {
        requested.await();
    }

    /** Waits until the end is asked for, or some time has passed; whether it was. */
    boolean await(Duration limit) throws InterruptedException {
        return requested.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /**
     * The command is over: a signal that waits for it ends the process with this code, a later one
     * changes nothing.
     */
    void finish(int code) {
        exit = code;
        finished.countDown();
    }

    private void signalled() {
        if (finished.getCount() == 0) {
            return;
        }
        request();
        try {
            if (!finished.await(LAST_CALL.toMillis(), TimeUnit.MILLISECONDS)) {
                exit = Exit.FAILED;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        Runtime.getRuntime().halt(exit);
    }
}
