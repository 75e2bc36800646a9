package dev.cairn.bench.compare;

import dev.cairn.bench.workload.Sample;
import dev.cairn.bench.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The results as text: medians of our engine, and what they are of another engine's. */
final class RatioTable {
    private static final double MEGA = 1 << 20;

    private final Results results;
    private final List<String> engines;

    RatioTable(Results results, List<String> engines) {
        this.results = results;
        this.engines = engines;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        header(text);
        for (Workload workload : results.workloads()) {
            row(text, workload.label() + " /s", workload, Sample::perSecond);
            row(text, "  p99 us", workload, sample -> micros(sample, 99));
            row(text, "  cpu us/op", workload, Sample::cpuMicros);
        }
        for (Workload workload : results.workloads()) {
            if (workload == Workload.AMPLIFY
                    || workload == Workload.COMPACT
                    || workload == Workload.FILLRANDOM) {
                row(
                        text,
                        "disk MiB after " + workload.label(),
                        workload,
                        s -> s.diskBytes() / MEGA);
            }
        }
        return text.toString();
    }

    private static double micros(Sample sample, double percentile) {
        return sample.latencies().getValueAtPercentile(percentile) / 1e3;
    }

    private void header(StringBuilder text) {
        text.append(String.format(Locale.ROOT, "%-30s", ""));
        for (String engine : engines) {
            text.append(String.format(Locale.ROOT, "%14s", engine));
        }
        for (String other : engines.subList(1, engines.size())) {
            text.append(String.format(Locale.ROOT, "%20s", engines.getFirst() + " / " + other));
        }
        text.append('\n');
    }

    private void row(
            StringBuilder text, String name, Workload workload, ToDoubleFunction<Sample> figure) {
        text.append(String.format(Locale.ROOT, "%-30s", name));
        for (String engine : engines) {
            text.append(
                    String.format(
                            Locale.ROOT, "%14s", digits(results.median(workload, engine, figure))));
        }
        for (String other : engines.subList(1, engines.size())) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%19.2fx",
                            results.ratio(workload, engines.getFirst(), other, figure)));
        }
        text.append('\n');
    }

    private static String digits(double figure) {
        return String.format(Locale.ROOT, figure < 1_000 ? "%.2f" : "%.0f", figure);
    }
}
