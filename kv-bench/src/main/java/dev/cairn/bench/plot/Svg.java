package dev.cairn.bench.plot;

import java.util.List;
import java.util.Locale;

/** The words of SVG that plots are written in. */
final class Svg {
    private static final List<String> COLORS =
            List.of("#1f6feb", "#d1242f", "#2da44e", "#bf8700", "#8250df");

    private Svg() {}

    static String open(int width, int height, String title) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                                + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                                + " font-size=\"11\">%n",
                        width,
                        height,
                        width,
                        height)
                + "<style>.grid{stroke:#d8dee4;stroke-width:1}</style>\n"
                + String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"14\" text-anchor=\"middle\" font-size=\"13\">%s</text>%n",
                        width / 2,
                        escaped(title));
    }

    static String color(int index) {
        return COLORS.get(index % COLORS.size());
    }

    static String line(String kind, double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                kind,
                x1,
                y1,
                x2,
                y2);
    }

    static String text(String anchor, double x, double y, String text) {
        return String.format(
                Locale.ROOT,
                "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                anchor,
                x,
                y,
                escaped(text));
    }

    /** A name in the color of its line or bars, ending at {@code right}. */
    static String legend(int right, int y, int index, String name) {
        return String.format(
                Locale.ROOT,
                "<text text-anchor=\"end\" x=\"%d\" y=\"%d\" fill=\"%s\">■ %s</text>%n",
                right,
                y,
                color(index),
                escaped(name));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
