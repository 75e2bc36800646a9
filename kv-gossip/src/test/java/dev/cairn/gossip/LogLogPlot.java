package dev.cairn.gossip;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A small SVG of some series over logarithmic axes. */
final class LogLogPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int LEFT = 80;
    private static final int RIGHT = 130;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final List<String> COLOURS = List.of("#1b6ca8", "#c0392b", "#2e8b57");

    private final String title;
    private final String xLabel;
    private final double[] xs;
    private final Map<String, double[]> series = new LinkedHashMap<>();
    private final StringBuilder svg = new StringBuilder();

    LogLogPlot(String title, String xLabel, double... xs) {
        this.title = title;
        this.xLabel = xLabel;
        this.xs = xs;
    }

    LogLogPlot add(String name, double... ys) {
        series.put(name, ys);
        return this;
    }

    private double yLow() {
        return Math.pow(
                10,
                Math.floor(
                        Math.log10(
                                series.values().stream()
                                        .flatMapToDouble(Arrays::stream)
                                        .min()
                                        .orElse(1))));
    }

    private double yHigh() {
        return Math.pow(
                10,
                Math.ceil(
                        Math.log10(
                                series.values().stream()
                                        .flatMapToDouble(Arrays::stream)
                                        .max()
                                        .orElse(10))));
    }

    private double x(double value) {
        double part = Math.log(value / xs[0]) / Math.log(xs[xs.length - 1] / xs[0]);
        return LEFT + part * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        double part = Math.log(value / yLow()) / Math.log(yHigh() / yLow());
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
    }

    String draw() {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"sans-serif\" font-size=\"12\">%n",
                        WIDTH,
                        HEIGHT));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text(LEFT, 22, "start", title);
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", xLabel);
        for (double value : xs) {
            line(x(value), HEIGHT - BOTTOM, x(value), TOP, "#dddddd", 1);
            text(x(value), HEIGHT - BOTTOM + 18, "middle", number(value));
        }
        for (double value = yLow(); value <= yHigh() * 1.01; value *= 10) {
            line(LEFT, y(value), WIDTH - RIGHT, y(value), "#dddddd", 1);
            text(LEFT - 8, y(value) + 4, "end", number(value));
        }
        int colour = 0;
        for (Map.Entry<String, double[]> one : series.entrySet()) {
            drawSeries(one.getKey(), one.getValue(), COLOURS.get(colour++ % COLOURS.size()));
        }
        return svg.append("</svg>\n").toString();
    }

    private void drawSeries(String name, double[] ys, String colour) {
        for (int i = 0; i < xs.length; i++) {
            if (i > 0) {
                line(x(xs[i - 1]), y(ys[i - 1]), x(xs[i]), y(ys[i]), colour, 2);
            }
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
                            x(xs[i]),
                            y(ys[i]),
                            colour));
        }
        text(WIDTH - RIGHT + 10, y(ys[ys.length - 1]) + 4, "start", name);
    }

    private void line(double x1, double y1, double x2, double y2, String colour, int width) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                                + " stroke-width=\"%d\"/>%n",
                        x1,
                        y1,
                        x2,
                        y2,
                        colour,
                        width));
    }

    private void text(double x, double y, String anchor, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                        x,
                        y,
                        anchor,
                        text));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
