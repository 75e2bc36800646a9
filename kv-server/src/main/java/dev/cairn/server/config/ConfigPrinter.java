package dev.cairn.server.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a configuration as YAML that could be used as its file, each value followed by its source
 * and meaning.
 */
public final class ConfigPrinter {
    private static final int COMMENT_COLUMN = 48;

    private ConfigPrinter() {}

    /** The lines. */
    public static List<String> lines(NodeConfig config) {
        List<String> lines = new ArrayList<>();
        List<String> open = List.of();
        for (Effective entry : config.effective()) {
            List<String> parts = Keys.parts(entry.key());
            List<String> section = parts.subList(0, parts.size() - 1);
            int shared = 0;
            while (shared < Math.min(open.size(), section.size())
                    && open.get(shared).equals(section.get(shared))) {
                shared++;
            }
            for (int depth = shared; depth < section.size(); depth++) {
                lines.add("  ".repeat(depth) + quoted(section.get(depth)) + ":");
            }
            open = section;
            lines.add(line("  ".repeat(section.size()) + parts.getLast() + ": ", entry));
        }
        return lines;
    }

    private static String line(String key, Effective entry) {
        String value = key + (entry.value() instanceof String text ? quoted(text) : entry.shown());
        String comment =
                entry.source() + (entry.meaning().isEmpty() ? "" : " · " + entry.meaning());
        return value + " ".repeat(Math.max(1, COMMENT_COLUMN - value.length())) + "# " + comment;
    }

    /** Text as a YAML scalar that is read back as the same text. */
    private static String quoted(String text) {
        boolean plain =
                !text.isEmpty()
                        && text.chars()
                                .allMatch(c ->
                                        c == '-'
                                                || c == '.'
                                                || c == '/'
                                                || c == '_'
                                                || Character.isLetterOrDigit(c));
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
