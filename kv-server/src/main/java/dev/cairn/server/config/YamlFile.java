package dev.cairn.server.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads a YAML file into flat keys, each with the line it stands on. */
final class YamlFile {
    private static final long MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 8;

    private final String name;
    private final Map<String, Written> values = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private YamlFile(String name) {
        this.name = name;
    }

    /** The file's values by key; throws {@link ConfigException} when it cannot be read as YAML. */
    static Map<String, Written> read(Path file, String name) {
        return parse(new YamlFile(name).text(file), name);
    }

    /** The values of a file's text, as {@link #read}. */
    static Map<String, Written> parse(String text, String name) {
        YamlFile yaml = new YamlFile(name);
        yaml.load(text);
        if (!yaml.problems.isEmpty()) {
            throw new ConfigException(yaml.problems);
        }
        return yaml.values;
    }

    private String text(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw failure(
                        0,
                        "the file has more than " + MAX_BYTES + " bytes: it is no configuration");
            }
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw failure(0, "there is no such file");
        } catch (MalformedInputException binary) {
            throw failure(0, "the file is no UTF-8 text");
        } catch (IOException failed) {
            throw failure(0, "the file cannot be read: " + failed);
        }
    }

    private void load(String text) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
            ParserImpl parser = new ParserImpl(settings, new StreamReader(settings, text));
            Optional<Node> root = new Composer(settings, parser).getSingleNode();
            root.filter(node -> !isNothing(node)).ifPresent(this::top);
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw failure(line, "this is no YAML: " + broken.getProblem());
        } catch (YamlEngineException broken) {
            throw failure(0, "this is no YAML: " + broken.getMessage());
        }
    }

    private void top(Node root) {
        if (root instanceof MappingNode mapping) {
            section("", mapping);
        } else {
            throw failure(
                    line(root), "expected keys with values (key: value), read something else");
        }
    }

    private void section(String key, MappingNode mapping) {
        if (Keys.parts(key).size() > MAX_DEPTH) {
            report(mapping, key, "sections are at most " + MAX_DEPTH + " deep");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode part) {
                entry(Keys.child(key, part.getValue()), part, tuple.getValueNode());
            } else {
                report(tuple.getKeyNode(), key, "a key is plain text");
            }
        }
    }

    private void entry(String key, Node at, Node value) {
        Source source = new Source.File(name, line(at));
        if (values.containsKey(key)) {
            report(at, key, "it stands here again; first at " + values.get(key).source());
        } else if (isNothing(value)) {
            values.put(key, new Written(Written.Kind.NOTHING, List.of(), source));
        } else {
            switch (value) {
                case MappingNode mapping -> section(key, mapping);
                case SequenceNode sequence -> list(key, sequence, source);
                case ScalarNode scalar ->
                        values.put(key, Written.scalar(scalar.getValue(), source));
                default -> report(value, key, "expected a value, read an alias");
            }
        }
    }

    private void list(String key, SequenceNode sequence, Source source) {
        List<String> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (item instanceof ScalarNode scalar) {
                items.add(scalar.getValue());
            } else {
                report(item, key, "a list holds plain values only");
            }
        }
        values.put(key, new Written(Written.Kind.LIST, List.copyOf(items), source));
    }

    private void report(Node at, String key, String detail) {
        problems.add(new Problem(new Source.File(name, line(at)), key, detail));
    }

    private ConfigException failure(int line, String detail) {
        return new ConfigException(List.of(new Problem(new Source.File(name, line), "", detail)));
    }

    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
