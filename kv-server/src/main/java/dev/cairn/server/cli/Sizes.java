package dev.cairn.server.cli;

import java.util.List;
import java.util.Locale;

/** Numbers of bytes and long counts for people. */
final class Sizes {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

    private Sizes() {}

    /** {@code 1536} as {@code 1.5 KiB}. */
    static String shown(double bytes) {
        double rest = bytes;
        int unit = 0;
        while (rest >= 1024 && unit < UNITS.size() - 1) {
            rest /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", rest, UNITS.get(unit));
    }
}
