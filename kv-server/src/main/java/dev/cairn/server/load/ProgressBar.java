package dev.cairn.server.load;

import java.time.Duration;
import java.util.Locale;

/** How much of a load is done, how fast, how long it will take, in one line. */
final class ProgressBar {
    private static final int WIDTH = 30;

    private final long totalBytes;
    private final long firstOffset;
    private final long startNanos;

    ProgressBar(long totalBytes, long firstOffset, long startNanos) {
        this.totalBytes = totalBytes;
        this.firstOffset = firstOffset;
        this.startNanos = startNanos;
    }

    String text(LoadTally.Standing standing, long nowNanos) {
        double seconds = Math.max(1, nowNanos - startNanos) / 1e9;
        double share = totalBytes == 0 ? 1 : (double) standing.doneOffset() / totalBytes;
        int full = (int) Math.round(share * WIDTH);
        long fresh = standing.doneOffset() - firstOffset;
        String left =
                fresh == 0 ? "–" : duration((totalBytes - standing.doneOffset()) * seconds / fresh);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3.0f%%  %,d records  %,.0f/s  %s left%s",
                "█".repeat(full),
                "░".repeat(WIDTH - full),
                100 * share,
                standing.loaded(),
                standing.loaded() / seconds,
                left,
                standing.failed() == 0 ? "" : "  " + standing.failed() + " failed");
    }

    private static String duration(double seconds) {
        Duration left = Duration.ofSeconds(Math.round(seconds));
        return left.toHours() > 0
                ? String.format(Locale.ROOT, "%dh%02dm", left.toHours(), left.toMinutesPart())
                : String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
    }
}
