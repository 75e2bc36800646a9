package dev.cairn.bench.compare;

import dev.cairn.bench.compare.Figure.Kind;
import dev.cairn.bench.plot.Axis;
import dev.cairn.bench.plot.BarPlot;
import dev.cairn.bench.plot.LinePlot;
import dev.cairn.bench.workload.Sample;
import dev.cairn.bench.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The results as one HTML page that needs nothing else: the table, then plots. */
final class HtmlReport {
    private static final double MOST_NINES = 1e5;

    private final String header;
    private final Results results;
    private final List<String> engines;
    private final List<Figure> figures;

    HtmlReport(String header, Results results, List<String> engines, List<Figure> figures) {
        this.header = header;
        this.results = results;
        this.engines = engines;
        this.figures = figures;
    }

    @Override
    public String toString() {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Cairn: storage engines</title>
                <style>
                body{font-family:sans-serif;margin:2em auto;max-width:960px;color:#1f2328}
                pre{white-space:pre-wrap;background:#f6f8fa;padding:1em}
                table{border-collapse:collapse;font-size:14px}
                td,th{border-bottom:1px solid #d8dee4;padding:3px 10px;text-align:right}
                td:first-child,th:first-child{text-align:left}
                .met{color:#1a7f37}.missed{color:#cf222e}
                </style></head><body>
                <h1>Storage engines beside each other</h1>
                """);
        page.append("<pre>").append(escaped(header)).append("</pre>\n");
        table(page);
        page.append("<h2>Costs</h2>\n");
        bars(page, "Size on disk", "MiB", Kind.DISK);
        bars(page, "Bytes written for each byte put", "times", Kind.WRITTEN);
        bars(page, "Processor time", "µs an operation", Kind.PROCESSOR);
        bars(page, "Anonymous memory", "MiB", Kind.ANONYMOUS);
        for (Workload workload : results.workloads()) {
            plots(page, workload);
        }
        return page.append("</body></html>\n").toString();
    }

    private void table(StringBuilder page) {
        page.append("<table><tr><th>medians</th>");
        engines.forEach(engine -> page.append("<th>").append(engine).append("</th>"));
        for (String other : engines.subList(1, engines.size())) {
            page.append("<th>").append(engines.getFirst()).append(" / ").append(other);
            page.append("</th><th>goal</th>");
        }
        page.append("</tr>\n");
        for (Figure figure : figures) {
            page.append("<tr><td>").append(figure.label()).append("</td>");
            for (String engine : engines) {
                double median = results.median(figure.workload(), engine, figure.value());
                page.append("<td>").append(RatioTable.digits(median)).append("</td>");
            }
            for (String other : engines.subList(1, engines.size())) {
                verdict(page, figure, other);
            }
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }

    private void verdict(StringBuilder page, Figure figure, String other) {
        double ratio = results.ratio(figure.workload(), engines.getFirst(), other, figure.value());
        String color =
                Goal.of(figure, other).map(goal -> goal.metBy(ratio) ? "met" : "missed").orElse("");
        page.append(
                String.format(
                        Locale.ROOT,
                        "<td class=\"%s\">%s</td><td>%s</td>",
                        color,
                        RatioTable.times(ratio),
                        Goal.of(figure, other).map(Goal::toString).orElse("")));
    }

    private void bars(StringBuilder page, String title, String unit, Kind kind) {
        List<BarPlot.Group> groups =
                figures.stream()
                        .filter(figure -> figure.kind() == kind)
                        .map(figure ->
                                new BarPlot.Group(
                                        figure.workload().label(),
                                        engines.stream()
                                                .mapToDouble(engine ->
                                                        results.median(
                                                                figure.workload(),
                                                                engine,
                                                                figure.value()))
                                                .toArray()))
                        .toList();
        if (!groups.isEmpty()) {
            page.append(new BarPlot(title, unit, engines, groups).svg());
        }
    }

    private void plots(StringBuilder page, Workload workload) {
        if (workload == Workload.COMPACT) {
            return;
        }
        page.append("<h2>").append(workload.label()).append("</h2>\n");
        page.append(latencies(workload).svg());
        if (workload != Workload.SCAN && workload != Workload.SCAN_COMPACTED) {
            page.append(overTime(workload).svg());
        }
    }

    private LinePlot latencies(Workload workload) {
        List<LinePlot.Line> lines = new ArrayList<>();
        for (String engine : engines) {
            Histogram all = new Histogram(3);
            results.of(workload, engine).forEach(sample -> all.add(sample.latencies()));
            double nines = Math.min(MOST_NINES, Math.max(2, all.getTotalCount()));
            double[] x = new double[80];
            double[] y = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.pow(nines, i / (x.length - 1.0));
                y[i] = all.getValueAtPercentile(100 * (1 - 1 / x[i])) / 1e3;
            }
            lines.add(new LinePlot.Line(engine, x, y));
        }
        double least = lines.stream().mapToDouble(line -> line.y()[0]).min().orElse(1);
        return new LinePlot(
                workload.label() + ": latency",
                Axis.percentiles(),
                Axis.logarithmic("µs", Math.max(0.1, least), most(lines)),
                lines);
    }

    /** Of the round whose speed is in the middle. */
    private LinePlot overTime(Workload workload) {
        List<LinePlot.Line> lines = new ArrayList<>();
        for (String engine : engines) {
            List<Sample> rounds =
                    results.of(workload, engine).stream()
                            .sorted(Comparator.comparingDouble(Sample::perSecond))
                            .toList();
            long[] slots = rounds.get(rounds.size() / 2).slots();
            double[] x = new double[slots.length];
            double[] y = new double[slots.length];
            Arrays.setAll(x, slot -> slot * Sample.SLOT_SECONDS);
            Arrays.setAll(y, slot -> slots[slot] / Sample.SLOT_SECONDS);
            lines.add(new LinePlot.Line(engine, x, y));
        }
        double longest =
                lines.stream().mapToDouble(line -> line.x()[line.x().length - 1]).max().orElse(1);
        return new LinePlot(
                workload.label() + ": throughput",
                Axis.linear("seconds", longest),
                Axis.linear("operations a second", most(lines)),
                lines);
    }

    private static double most(List<LinePlot.Line> lines) {
        return lines.stream().flatMapToDouble(line -> Arrays.stream(line.y())).max().orElse(1);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
