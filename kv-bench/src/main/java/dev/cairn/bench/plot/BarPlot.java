package dev.cairn.bench.plot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Bars, a group of one for each engine beside each other, as a piece of SVG that stands alone.
 *
 * @param title above it
 * @param unit of the figures
 * @param engines in the order of the bars of a group
 * @param groups what it shows
 */
public record BarPlot(String title, String unit, List<String> engines, List<Group> groups) {
    private static final int WIDTH = 460;
    private static final int LABEL = 150;
    private static final int ACROSS = WIDTH - LABEL - 70;
    private static final int TOP = 44;
    private static final int BAR = 12;
    private static final int GAP = 10;

    /**
     * Bars that belong together.
     *
     * @param name beside them
     * @param figures one for each engine
     */
    public record Group(String name, double[] figures) {}

    /** Copies the lists. */
    public BarPlot {
        engines = List.copyOf(engines);
        groups = List.copyOf(groups);
    }

    /** As SVG; each group is drawn against its own greatest figure. */
    public String svg() {
        int high = engines.size() * BAR + GAP;
        StringBuilder out =
                new StringBuilder(Svg.open(WIDTH, TOP + groups.size() * high + GAP, title));
        out.append(Svg.text("start", 4, TOP - 10, unit));
        for (int i = 0; i < engines.size(); i++) {
            int right = WIDTH - 16 - 90 * (engines.size() - i - 1);
            out.append(Svg.legend(right, TOP - 10, i, engines.get(i)));
        }
        for (int i = 0; i < groups.size(); i++) {
            draw(out, groups.get(i), TOP + i * high);
        }
        return out.append("</svg>\n").toString();
    }

    private void draw(StringBuilder out, Group group, int top) {
        double most = Arrays.stream(group.figures()).max().orElse(1);
        out.append(Svg.text("end", LABEL - 6, top + engines.size() * BAR / 2.0 + 4, group.name()));
        for (int i = 0; i < group.figures().length; i++) {
            double figure = group.figures()[i];
            double wide = most > 0 ? Math.max(1, ACROSS * figure / most) : 1;
            out.append(
                    String.format(
                            Locale.ROOT,
                            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                            LABEL,
                            top + i * BAR,
                            wide,
                            BAR - 2,
                            Svg.color(i)));
            out.append(
                    Svg.text(
                            "start",
                            LABEL + wide + 5,
                            top + i * BAR + BAR - 3,
                            String.format(Locale.ROOT, figure < 100 ? "%.2f" : "%.0f", figure)));
        }
    }
}
