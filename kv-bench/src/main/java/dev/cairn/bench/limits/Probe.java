package dev.cairn.bench.limits;

import java.time.Duration;

/** Does something over and over for a while and tells how often it came to it. */
final class Probe {
    private final long nanos;

    /** For so long each time. */
    Probe(Duration duration) {
        this.nanos = duration.toNanos();
    }

    /** Something that can be done again and again. */
    @FunctionalInterface
    interface Step<X extends Exception> {
        void run() throws X;
    }

    /** How often a second, on this thread, after a first time unmeasured. */
    <X extends Exception> double perSecond(Step<X> step) throws X {
        step.run();
        long begun = System.nanoTime();
        long steps = 0;
        long took;
        do {
            step.run();
            steps++;
            took = System.nanoTime() - begun;
        } while (took < nanos);
        return steps * 1e9 / took;
    }
}
