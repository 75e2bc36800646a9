package dev.cairn.testkit.process;

import dev.cairn.api.Answer;
import dev.cairn.api.KvError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * What came of every request through a node that lived all the while, step by step. Failures are
 * told with their times as they come, the first of each step.
 */
final class Journal {
    private static final int TOLD_OF_A_STEP = 10;

    private final Consumer<String> tell;
    private final List<StepReport> steps = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private String name = "";
    private long stepNanos = startNanos;
    private long answered;
    private long failed;
    private long failingNanos;
    private long slowestNanos;

    /** An empty journal that hands lines for people to {@code tell}. */
    Journal(Consumer<String> tell) {
        this.tell = tell;
    }

    /** A step begins. */
    void begin(String step) {
        name = step;
        stepNanos = System.nanoTime();
        answered = 0;
        failed = 0;
        failingNanos = 0;
        slowestNanos = 0;
    }

    /** The step ends that has begun. */
    void end(Optional<Duration> detection) {
        StepReport step =
                new StepReport(
                        name,
                        Duration.ofNanos(System.nanoTime() - stepNanos),
                        detection,
                        answered,
                        failed,
                        Duration.ofNanos(failingNanos),
                        Duration.ofNanos(slowestNanos));
        steps.add(step);
        tell.accept(step.toString());
    }

    /** The steps that have ended. */
    List<StepReport> steps() {
        return List.copyOf(steps);
    }

    /**
     * The same answer, taken down on its way.
     *
     * @param what the request, for people
     * @param counts whether a request sent at this time counts, asked when its answer comes
     */
    <T> Answer<T> watch(String what, LongPredicate counts, Answer<T> answer) {
        long sentNanos = System.nanoTime();
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                if (counts.test(sentNanos)) {
                    answered++;
                    slowestNanos = Math.max(slowestNanos, System.nanoTime() - sentNanos);
                }
                answer.succeeded(result);
            }

            @Override
            public void failed(KvError error) {
                if (counts.test(sentNanos)) {
                    fail(what, sentNanos, error);
                }
                answer.failed(error);
            }
        };
    }

    private void fail(String what, long sentNanos, KvError error) {
        long now = System.nanoTime();
        answered++;
        failed++;
        failingNanos = Math.max(failingNanos, now - Math.min(stepNanos, sentNanos));
        if (failed <= TOLD_OF_A_STEP) {
            tell.accept(
                    String.format(
                            Locale.ROOT,
                            "  %.3f to %.3f s: %s: %s %s",
                            (sentNanos - startNanos) / 1e9,
                            (now - startNanos) / 1e9,
                            what,
                            error.code(),
                            error.detail()));
        }
    }
}
