package dev.cairn.server.cli;

import dev.cairn.server.config.Layers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a node's configuration comes from. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "a YAML file; given again, later files win over earlier ones")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "K=V",
            description = "one key of the configuration, as in --set node.id=n2")
    private List<String> settings = new ArrayList<>();

    List<String> settings() {
        return List.copyOf(settings);
    }

    /** The files, against the caller's folder. */
    List<Path> files(Surroundings surroundings) {
        return files.stream().map(surroundings::file).toList();
    }

    /** Everything written, with these settings on top. */
    Layers layers(Surroundings surroundings, List<String> further) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(further);
        return Layers.of(files(surroundings), surroundings.environment(), all);
    }
}
