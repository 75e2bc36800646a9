package dev.cairn.server.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How nodes of a local cluster are started.
 *
 * @param launcher {@code bin/kv}
 * @param typed what the user types for it
 * @param shared arguments of every node, before its own
 * @param environment what a node's process finds in its environment besides ours
 * @param shown how the user would write a file's name
 */
public record Launch(
        Path launcher,
        String typed,
        List<String> shared,
        Function<NodePlan, Map<String, String>> environment,
        Function<Path, String> shown) {
    /** Copies the list. */
    public Launch {
        shared = List.copyOf(shared);
    }

    /** What follows {@code bin/kv}. */
    List<String> arguments(NodePlan plan) {
        return words("server", plan.config().toString());
    }

    /** The command that starts one node alone, to be pasted. */
    String command(NodePlan plan) {
        List<String> quoted =
                words("server", shown.apply(plan.config())).stream()
                        .map(word -> word.indexOf(' ') >= 0 ? "'" + word + "'" : word)
                        .toList();
        return typed + " " + String.join(" ", quoted);
    }

    private List<String> words(String command, String config) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(shared);
        words.addAll(List.of("--config", config));
        return words;
    }
}
