package dev.cairn.server.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keys in their one spelling: parts in kebab-case joined by dots, a part that holds a dot itself in
 * quotes, as in {@code buckets."a.b".n}.
 */
final class Keys {
    private static final int CLOSE_ENOUGH = 3;

    private Keys() {}

    /** {@code memtableBytes} as {@code memtable-bytes}. */
    static String kebab(String camel) {
        StringBuilder kebab = new StringBuilder();
        for (char c : camel.toCharArray()) {
            if (Character.isUpperCase(c)) {
                kebab.append('-').append(Character.toLowerCase(c));
            } else {
                kebab.append(c);
            }
        }
        return kebab.toString();
    }

    /** The key of {@code part} below {@code parent}; the top has an empty key. */
    static String child(String parent, String part) {
        String quoted = part.indexOf('.') >= 0 ? "\"" + part + "\"" : part;
        return parent.isEmpty() ? quoted : parent + "." + quoted;
    }

    /** The parts of a key, without their quotes. */
    static List<String> parts(String key) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (char c : key.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    /** The name of the environment variable that overrides {@code key}. */
    static String variable(String key) {
        StringBuilder name = new StringBuilder(Layers.VARIABLE_PREFIX);
        for (char c : key.toUpperCase(Locale.ROOT).toCharArray()) {
            boolean plain = c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (plain) {
                name.append(c);
            } else if (c != '"' && c != '*') {
                name.append('_');
            }
        }
        return name.toString();
    }

    /** The candidate nearest to what was written, if any is near enough to be what was meant. */
    static Optional<String> nearest(String written, Collection<String> candidates) {
        String best = "";
        int least = CLOSE_ENOUGH + 1;
        for (String candidate : candidates) {
            int distance = distance(written, candidate);
            if (distance < least && distance < candidate.length()) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** A sentence that ends an error message: the nearest candidate, or nothing. */
    static String didYouMean(String written, Collection<String> candidates) {
        return nearest(written, candidates)
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("");
    }

    /** Levenshtein's distance: how many characters must be added, dropped or changed. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
