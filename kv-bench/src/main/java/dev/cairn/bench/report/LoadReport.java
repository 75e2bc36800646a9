package dev.cairn.bench.report;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a load has shown. Latencies are those of the operations that succeeded.
 *
 * @param elapsed from the first operation's start to the last one's end
 * @param reads latencies of reads, in microseconds
 * @param writes latencies of writes, in microseconds
 * @param errors how many operations failed, by error
 */
public record LoadReport(
        Duration elapsed, Histogram reads, Histogram writes, Map<String, Long> errors) {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    /** Copies everything. */
    public LoadReport {
        reads = reads.copy();
        writes = writes.copy();
        errors = Map.copyOf(errors);
    }

    /** Operations that succeeded. */
    public long succeeded() {
        return reads.getTotalCount() + writes.getTotalCount();
    }

    /** Operations that failed. */
    public long failed() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Operations that succeeded, each second. */
    public double perSecond() {
        return succeeded() / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }

    /** A table for people: throughput, latencies in milliseconds, errors. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d operations in %.1f s: %.0f/s, %d failed%n",
                        succeeded(),
                        elapsed.toNanos() / 1e9,
                        perSecond(),
                        failed()));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-8s%10s%10s%10s%10s%10s%10s%n",
                        "ms",
                        "count",
                        "p50",
                        "p90",
                        "p99",
                        "p99.9",
                        "max"));
        appendRow(text, "reads", reads);
        appendRow(text, "writes", writes);
        new TreeMap<>(errors)
                .forEach((error, count) ->
                        text.append(String.format(Locale.ROOT, "%d × %s%n", count, error)));
        return text.toString();
    }

    private static void appendRow(StringBuilder text, String name, Histogram micros) {
        if (micros.getTotalCount() == 0) {
            return;
        }
        text.append(String.format(Locale.ROOT, "%-8s%10d", name, micros.getTotalCount()));
        for (double percentile : PERCENTILES) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%10.2f",
                            micros.getValueAtPercentile(percentile) / 1000.0));
        }
        text.append(System.lineSeparator());
    }
}
