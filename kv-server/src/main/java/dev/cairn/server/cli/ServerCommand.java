package dev.cairn.server.cli;

import dev.cairn.server.config.ConfigPrinter;
import dev.cairn.server.config.ConfigReader;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.wiring.NodeAssembly;
import dev.cairn.server.wiring.StartedNode;
import dev.cairn.server.wiring.ThisMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv server}: one node in the foreground. */
@Command(
        name = "server",
        description = "Runs one node until SIGTERM or Ctrl-C.",
        sortOptions = false)
final class ServerCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    @Mixin private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--bootstrap",
            description = "make an empty data directory a new cluster of this node alone")
    private boolean bootstrap;

    @Option(
            names = "--seed",
            paramLabel = "HOST:PORT",
            description = "a member of a running cluster")
    private List<String> seeds = new ArrayList<>();

    @Option(
            names = "--replace",
            paramLabel = "NODE",
            description = "with --seed: take the place of this member, which is dead")
    private String replaced = "";

    @Option(
            names = "--print-config",
            description = "print every key with its value and source, and end")
    private boolean printConfig;

    @Option(
            names = "--stop-with-stdin",
            hidden = true,
            description = "end when standard input ends")
    private boolean stopWithStdin;

    private final Surroundings surroundings;

    ServerCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        PluginRegistry registry = Installation.plugins(surroundings);
        List<String> further = new ArrayList<>();
        if (!seeds.isEmpty()) {
            further.add("cluster.seeds=" + String.join(",", seeds));
        }
        if (!replaced.isEmpty()) {
            further.add("cluster.replace=" + replaced);
        }
        NodeConfig read =
                ConfigReader.read(config.layers(surroundings, further), registry)
                        .in(surroundings.folder());
        if (printConfig) {
            ConfigPrinter.lines(read).forEach(System.out::println);
            return Exit.DONE;
        }
        Termination termination = Termination.onSignal();
        int exit = Exit.FAILED;
        try {
            if (stopWithStdin) {
                termination.alsoAtEndOf(System.in);
            }
            serve(read, registry, termination);
            exit = Exit.DONE;
        } finally {
            termination.finish(exit);
        }
        return exit;
    }

    private void serve(NodeConfig read, PluginRegistry registry, Termination termination)
            throws InterruptedException {
        Logger log = LoggerFactory.getLogger("cairn");
        Path data = read.dataDirectory();
        try (StartedNode node =
                NodeAssembly.start(
                        read,
                        registry,
                        new ThisMachine(data),
                        bootstrap,
                        VersionCommand.current())) {
            if (!node.isInside()) {
                log.info("node {} asks to be let into a cluster; data in {}", node.self(), data);
            }
            while (node.inside().isEmpty() && !termination.await(LOOK_AGAIN)) {
                continue;
            }
            node.inside()
                    .ifPresent(inside ->
                            log.info(
                                    "node {} is up; clients at {}; data in {}",
                                    node.self(),
                                    inside.addresses(),
                                    data));
            termination.await();
            log.info("node {} drains and stops", node.self());
        }
        log.info("stopped");
    }
}
