package dev.cairn.testkit.process;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What clients noticed of one step of a run, through nodes that lived all the while.
 *
 * @param name what was done
 * @param took how long the step took
 * @param detection how long until every living node held the victim for dead; empty where none was
 * @param answered requests answered
 * @param failed how many of them with an error
 * @param failing from the beginning of the step, or of the first request that failed if it was sent
 *     earlier, until the last request had failed; zero when none did
 * @param slowest the longest that a request took which succeeded
 */
public record StepReport(
        String name,
        Duration took,
        Optional<Duration> detection,
        long answered,
        long failed,
        Duration failing,
        Duration slowest) {
    /** One line for people. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-20s %5.1f s, dead after %s, %d requests, %d failed, for %.2f s, slowest %.2f s",
                name,
                seconds(took),
                detection
                        .map(time -> String.format(Locale.ROOT, "%.1f s", seconds(time)))
                        .orElse("-"),
                answered,
                failed,
                seconds(failing),
                seconds(slowest));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
