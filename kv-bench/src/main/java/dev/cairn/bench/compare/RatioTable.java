package dev.cairn.bench.compare;

import java.util.List;
import java.util.Locale;

/**
 * The results as text: medians of every engine, then for every other engine what ours is of it,
 * what it should be, and a {@code !} where it is not.
 */
final class RatioTable {
    private final Results results;
    private final List<String> engines;
    private final List<Figure> figures;

    RatioTable(Results results, List<String> engines, List<Figure> figures) {
        this.results = results;
        this.engines = engines;
        this.figures = figures;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%-34s", "medians"));
        engines.forEach(engine -> text.append(String.format(Locale.ROOT, "%12s", engine)));
        for (String other : engines.subList(1, engines.size())) {
            text.append(String.format(Locale.ROOT, "%22s", engines.getFirst() + " / " + other));
        }
        text.append('\n');
        figures.forEach(figure -> row(text, figure));
        return text.toString();
    }

    private void row(StringBuilder text, Figure figure) {
        text.append(String.format(Locale.ROOT, "%-34s", figure.label()));
        for (String engine : engines) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%12s",
                            digits(results.median(figure.workload(), engine, figure.value()))));
        }
        for (String other : engines.subList(1, engines.size())) {
            double ratio = ratio(figure, other);
            String verdict =
                    Goal.of(figure, other)
                            .map(goal -> goal + (goal.metBy(ratio) ? "  " : " !"))
                            .orElse("");
            text.append(String.format(Locale.ROOT, "%13s %-8s", times(ratio), verdict));
        }
        text.append('\n');
    }

    private double ratio(Figure figure, String other) {
        return results.ratio(figure.workload(), engines.getFirst(), other, figure.value());
    }

    /** A ratio; a dash where the other's figure is too small to be divided by. */
    static String times(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f×", ratio) : "–";
    }

    static String digits(double figure) {
        return String.format(Locale.ROOT, figure < 1_000 ? "%.2f" : "%.0f", figure);
    }
}
