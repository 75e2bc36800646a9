package dev.cairn.server.cli;

import dev.cairn.api.Consistency;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How many replicas a request asks for. */
final class ConsistencyOptions {
    private static final Pattern PARAMETER = Pattern.compile("(r|w|sloppy)=(.+)");

    @Option(
            names = "--consistency",
            paramLabel = "L",
            description =
                    "ONE, TWO, THREE, QUORUM, ALL, LOCAL_ONE, LOCAL_QUORUM, EACH_QUORUM, a number, or r=2,w=2,sloppy=true")
    private String level = "";

    /**
     * As query parameters, checked; throws {@link dev.cairn.api.KvException} for a name that is
     * none.
     */
    List<String> parameters() {
        List<String> parameters = new ArrayList<>();
        for (String part : level.isEmpty() ? new String[0] : level.split(",")) {
            String text = part.strip();
            if (PARAMETER.matcher(text).matches()) {
                parameters.add(text);
            } else {
                parameters.add("consistency=" + Consistency.parse(text));
            }
        }
        return parameters;
    }

    /** {@code path} with these and further parameters. */
    String on(String path, String... further) {
        List<String> all = parameters();
        for (String parameter : further) {
            if (!parameter.isEmpty()) {
                all.add(parameter);
            }
        }
        return all.isEmpty() ? path : path + "?" + String.join("&", all);
    }
}
