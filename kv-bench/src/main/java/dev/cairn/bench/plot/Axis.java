package dev.cairn.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a plot: where a figure lies on it, from 0 to 1, and which marks it has.
 *
 * @param label what it measures, with the unit
 * @param from the figure at 0
 * @param to the figure at 1
 * @param logarithmic whether equal steps multiply
 * @param marks what is written along it
 */
public record Axis(String label, double from, double to, boolean logarithmic, List<Mark> marks) {
    private static final int MARKS = 5;

    /**
     * One mark.
     *
     * @param at the figure
     * @param text what stands there
     */
    public record Mark(double at, String text) {}

    /** Copies the list. */
    public Axis {
        marks = List.copyOf(marks);
    }

    /** From zero to a figure, with round marks. */
    public static Axis linear(String label, double to) {
        double most = to > 0 ? to : 1;
        double step = Math.pow(10, Math.floor(Math.log10(most / MARKS)));
        while (most / step > 2 * MARKS) {
            step *= 2.5;
        }
        List<Mark> marks = new ArrayList<>();
        for (double at = 0; at <= most * 1.001; at += step) {
            marks.add(new Mark(at, shortened(at)));
        }
        return new Axis(label, 0, most * 1.05, false, marks);
    }

    /** Powers of ten around two figures, both above zero. */
    public static Axis logarithmic(String label, double from, double to) {
        double low = Math.pow(10, Math.floor(Math.log10(Math.max(1e-9, from))));
        double high = Math.pow(10, Math.ceil(Math.log10(Math.max(low * 10, to))));
        List<Mark> marks = new ArrayList<>();
        for (double at = low; at <= high * 1.001; at *= 10) {
            marks.add(new Mark(at, shortened(at)));
        }
        return new Axis(label, low, high, true, marks);
    }

    /** Percentiles, each nine as wide as the one before. */
    public static Axis percentiles() {
        return new Axis(
                "percentile",
                1,
                1e5,
                true,
                List.of(
                        new Mark(1, "0"),
                        new Mark(2, "50"),
                        new Mark(10, "90"),
                        new Mark(100, "99"),
                        new Mark(1e3, "99.9"),
                        new Mark(1e4, "99.99"),
                        new Mark(1e5, "99.999")));
    }

    /** Where on the axis a figure lies, kept between 0 and 1. */
    double place(double figure) {
        double share =
                logarithmic
                        ? Math.log(figure / from) / Math.log(to / from)
                        : (figure - from) / (to - from);
        return Math.clamp(share, 0, 1);
    }

    private static String shortened(double figure) {
        if (figure >= 1e6) {
            return trimmed(figure / 1e6) + " M";
        }
        return figure >= 1e3 ? trimmed(figure / 1e3) + " k" : trimmed(figure);
    }

    private static String trimmed(double figure) {
        return String.format(Locale.ROOT, "%.2f", figure).replaceFirst("\\.?0+$", "");
    }
}
