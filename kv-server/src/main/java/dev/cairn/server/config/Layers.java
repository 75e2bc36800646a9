package dev.cairn.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that was written, by key. A flag wins over the environment, the environment over the
 * file. Remembers which keys were asked for, so that what nobody asked for can be told to its
 * writer. Not safe for several threads.
 */
public final class Layers {
    static final String VARIABLE_PREFIX = "KV_CFG_";

    private final Map<String, Written> file;
    private final Map<String, String> environment = new TreeMap<>();
    private final Map<String, Written> flags = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> readVariables = new HashSet<>();

    private Layers(
            Map<String, Written> file, Map<String, String> variables, List<String> settings) {
        this.file = file;
        variables.forEach((name, value) -> {
            if (name.startsWith(VARIABLE_PREFIX)) {
                environment.put(name, value);
            }
        });
        settings.forEach(this::flag);
    }

    /**
     * Reads the layers; throws {@link ConfigException} for a file that is no YAML and for a flag
     * that is no {@code k=v}.
     *
     * @param files the files, a later one wins over an earlier one
     * @param variables the environment
     * @param settings {@code key=value} texts, the last of a key wins
     */
    public static Layers of(
            List<Path> files, Map<String, String> variables, List<String> settings) {
        Map<String, Written> values = new LinkedHashMap<>();
        files.forEach(file -> values.putAll(YamlFile.read(file, file.toString())));
        return new Layers(values, variables, settings);
    }

    /**
     * The layers of a node without an environment; throws {@link ConfigException} as {@link
     * #of(List, Map, List)} does.
     *
     * @param yaml a file's text; empty for none
     * @param settings {@code key=value} texts, the last of a key wins
     */
    public static Layers of(String yaml, List<String> settings) {
        return new Layers(YamlFile.parse(yaml, "the configuration"), Map.of(), settings);
    }

    /** The text of a scalar that was written for a key. */
    public Optional<String> text(String key) {
        return lookup(key)
                .filter(written -> written.kind() == Written.Kind.SCALAR)
                .map(written -> written.items().getFirst());
    }

    private void flag(String setting) {
        Source source = new Source.Flag("--set " + setting);
        int equals = setting.indexOf('=');
        if (equals <= 0) {
            throw new ConfigException(List.of(new Problem(source, "", "expected KEY=VALUE")));
        }
        flags.put(
                setting.substring(0, equals),
                Written.scalar(setting.substring(equals + 1), source));
    }

    /** What was written for a key that has a meaning. */
    Optional<Written> lookup(String key) {
        known.add(key);
        String variable = Keys.variable(key);
        readVariables.add(variable);
        Written flag = flags.get(key);
        if (flag != null) {
            return Optional.of(flag);
        }
        String value = environment.get(variable);
        return value != null
                ? Optional.of(Written.scalar(value, new Source.Environment(variable)))
                : Optional.ofNullable(file.get(key));
    }

    /** The names written directly below {@code section} in the file or by flags, in their order. */
    Set<String> names(String section) {
        List<String> parent = Keys.parts(section);
        Set<String> names = new LinkedHashSet<>();
        Set<String> keys = new LinkedHashSet<>(file.keySet());
        keys.addAll(flags.keySet());
        for (String key : keys) {
            List<String> parts = Keys.parts(key);
            if (parts.size() > parent.size() && parts.subList(0, parent.size()).equals(parent)) {
                names.add(parts.get(parent.size()));
            }
        }
        return names;
    }

    /** One problem for everything written that nobody asked for. */
    List<Problem> unknown() {
        List<Problem> problems = new ArrayList<>();
        file.forEach((key, written) -> check(key, written, problems));
        environment.forEach((variable, value) -> {
            if (!readVariables.contains(variable)) {
                problems.add(
                        new Problem(
                                new Source.Environment(variable),
                                "",
                                "no key has this variable"
                                        + Keys.didYouMean(variable, readVariables)));
            }
        });
        flags.forEach((key, written) -> check(key, written, problems));
        return problems;
    }

    private void check(String key, Written written, List<Problem> problems) {
        boolean section = known.stream().anyMatch(other -> other.startsWith(key + "."));
        if (known.contains(key) || section && written.kind() == Written.Kind.NOTHING) {
            return;
        }
        String detail;
        if (section) {
            detail =
                    "expected a section with keys such as "
                            + String.join(", ", siblings(key + "."))
                            + "; read "
                            + written.shown();
        } else if (known.stream().anyMatch(other -> key.startsWith(other + "."))) {
            detail = "there is no such key: what stands above it takes one value, not a section";
        } else {
            String parent = key.substring(0, key.lastIndexOf('.') + 1);
            Set<String> siblings = siblings(parent);
            String part = key.substring(parent.length());
            detail = "there is no such key" + Keys.didYouMean(part, siblings) + expected(siblings);
        }
        problems.add(new Problem(written.source(), key, detail));
    }

    private static String expected(Set<String> siblings) {
        return siblings.isEmpty() ? "" : " (expected one of " + String.join(", ", siblings) + ")";
    }

    private Set<String> siblings(String prefix) {
        Set<String> parts = new LinkedHashSet<>();
        for (String key : known) {
            if (key.startsWith(prefix)) {
                String rest = key.substring(prefix.length());
                int dot = rest.indexOf('.');
                parts.add(dot < 0 ? rest : rest.substring(0, dot));
            }
        }
        return parts;
    }
}
