package dev.cairn.testkit.process;

import dev.cairn.api.security.Refusals.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the logs of nodes tell of callers that were refused.
 *
 * @param lines how many lines the logs have
 * @param totals how many were refused, by reason, as the nodes have told last
 */
record RefusalCounts(long lines, Map<Reason, Long> totals) {
    private static final Pattern TOLD = Pattern.compile("\\((\\w+), (\\d+) so far\\)$");

    /** Copies the map. */
    RefusalCounts {
        totals = Map.copyOf(totals);
    }

    /** Reads the logs. */
    static RefusalCounts of(List<NodeProcess> nodes) throws IOException {
        long lines = 0;
        Map<Reason, Long> totals = new EnumMap<>(Reason.class);
        for (NodeProcess node : nodes) {
            Map<Reason, Long> last = new EnumMap<>(Reason.class);
            try (Stream<String> log = Files.lines(node.log())) {
                for (String line : log.toList()) {
                    lines++;
                    Matcher told = TOLD.matcher(line);
                    if (told.find()) {
                        last.put(Reason.valueOf(told.group(1)), Long.parseLong(told.group(2)));
                    }
                }
            }
            last.forEach((reason, total) -> totals.merge(reason, total, Long::sum));
        }
        return new RefusalCounts(lines, totals);
    }

    /** How many were refused for that reason since {@code before}. */
    long since(RefusalCounts before, Reason reason) {
        return totals.getOrDefault(reason, 0L) - before.totals.getOrDefault(reason, 0L);
    }
}
