package dev.cairn.bench.plot;

import java.util.List;
import java.util.Locale;

/**
 * Lines over two axes, as a piece of SVG that stands alone.
 *
 * @param title above it
 * @param x the axis below
 * @param y the axis on the left
 * @param lines what it shows
 */
public record LinePlot(String title, Axis x, Axis y, List<Line> lines) {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 280;
    private static final int LEFT = 56;
    private static final int TOP = 34;
    private static final int ACROSS = WIDTH - LEFT - 26;
    private static final int DOWN = HEIGHT - TOP - 44;

    /**
     * One line.
     *
     * @param name in the legend
     * @param x figures on the axis below
     * @param y figures on the left axis, one for each
     */
    public record Line(String name, double[] x, double[] y) {}

    /** Copies the list. */
    public LinePlot {
        lines = List.copyOf(lines);
    }

    /** As SVG. */
    public String svg() {
        StringBuilder out = new StringBuilder(Svg.open(WIDTH, HEIGHT, title));
        for (Axis.Mark mark : x.marks()) {
            double at = across(mark.at());
            out.append(Svg.line("grid", at, TOP, at, TOP + DOWN));
            out.append(Svg.text("middle", at, TOP + DOWN + 15, mark.text()));
        }
        for (Axis.Mark mark : y.marks()) {
            double at = down(mark.at());
            out.append(Svg.line("grid", LEFT, at, LEFT + ACROSS, at));
            out.append(Svg.text("end", LEFT - 5, at + 4, mark.text()));
        }
        out.append(Svg.text("middle", LEFT + ACROSS / 2.0, HEIGHT - 10, x.label()));
        out.append(Svg.text("start", 4, TOP - 8, y.label()));
        for (int i = 0; i < lines.size(); i++) {
            draw(out, lines.get(i), i);
        }
        return out.append("</svg>\n").toString();
    }

    private void draw(StringBuilder out, Line line, int index) {
        out.append("<polyline fill=\"none\" stroke-width=\"1.8\" stroke=\"")
                .append(Svg.color(index))
                .append("\" points=\"");
        for (int i = 0; i < line.x().length; i++) {
            out.append(
                    String.format(
                            Locale.ROOT, "%.1f,%.1f ", across(line.x()[i]), down(line.y()[i])));
        }
        out.append("\"><title>").append(Svg.escaped(line.name())).append("</title></polyline>\n");
        int right = LEFT + ACROSS - 90 * (lines.size() - index - 1);
        out.append(Svg.legend(right, TOP - 8, index, line.name()));
    }

    private double across(double figure) {
        return LEFT + ACROSS * x.place(figure);
    }

    private double down(double figure) {
        return TOP + DOWN * (1 - y.place(figure));
    }
}
