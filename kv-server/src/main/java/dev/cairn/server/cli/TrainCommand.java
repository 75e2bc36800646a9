package dev.cairn.server.cli;

import dev.cairn.server.config.ConfigReader;
import dev.cairn.server.config.Layers;
import dev.cairn.server.http.HttpCredentials;
import dev.cairn.server.local.ClusterPlan;
import dev.cairn.server.local.Launch;
import dev.cairn.server.local.LocalCluster;
import dev.cairn.server.local.NodePlan;
import dev.cairn.server.local.ProtocolPorts;
import dev.cairn.server.plugin.PluginRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code kv train}: makes the start-up caches of the server and of the commands (JEP 514) by
 * running both once: two nodes in a temporary folder, of which the first is watched, and one
 * process that rehearses the commands against it.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Makes the start-up caches, so that later starts are faster.")
final class TrainCommand implements Callable<Integer> {
    private static final String SWITCH = "KV_AOT";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int ATTEMPTS = 50;

    private final Surroundings surroundings;

    TrainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path caches = Files.createDirectories(surroundings.home().resolve("cache"));
        Path folder = Files.createTempDirectory("cairn-train");
        try {
            List<NodePlan> plans = plans(folder);
            ClusterPlan.prepare(folder, plans, Optional.empty());
            Path server = caches.resolve("server.new");
            Path command = caches.resolve("command.new");
            try (LocalCluster cluster =
                    LocalCluster.start(
                            plans, launch(plans.getFirst(), server), LIMIT, line -> {})) {
                cluster.awaitReady(() -> false, HttpCredentials.NONE);
                rehearse(plans.getFirst(), folder, command);
            }
            keep(server, caches.resolve("server.aot"));
            keep(command, caches.resolve("command.aot"));
        } finally {
            delete(folder);
        }
        return Exit.DONE;
    }

    private Launch launch(NodePlan watched, Path cache) {
        return new Launch(
                launcher(),
                surroundings.command(),
                List.of("--set", "buckets.default.n=2"),
                plan -> Map.of(SWITCH, plan.equals(watched) ? cache.toString() : "off"),
                surroundings::shown);
    }

    private void rehearse(NodePlan node, Path folder, Path cache)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                launcher().toString(),
                                "rehearse",
                                node.http().toString(),
                                folder.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(SWITCH, cache.toString());
        Process process = builder.start();
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new CommandException(
                    "TIMEOUT", "the rehearsal takes longer than " + LIMIT.toMinutes() + " minutes");
        }
    }

    private Path launcher() {
        return surroundings.home().resolve("bin").resolve("kv");
    }

    private static void keep(Path made, Path cache) throws IOException {
        if (!Files.exists(made)) {
            throw new CommandException("IO", "Java made no cache " + cache);
        }
        Files.move(
                made, cache, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Two nodes on ports that are free now. */
    private List<NodePlan> plans(Path folder) {
        PluginRegistry registry = Installation.plugins(surroundings);
        ProtocolPorts ports =
                ProtocolPorts.of(
                        registry, ConfigReader.transport(Layers.of("", List.of()), registry));
        for (int i = 0; i < ATTEMPTS; i++) {
            List<NodePlan> plans = ClusterPlan.of(folder, 2, 20_000 + 100 * i, ports);
            if (plans.stream()
                    .allMatch(plan ->
                            isFree(plan.peerPort()) && areFree(plan.protocolPorts().values()))) {
                return plans;
            }
        }
        throw new CommandException("PORT", "no free ports were found");
    }

    private static boolean areFree(Collection<Integer> ports) {
        return ports.stream().allMatch(TrainCommand::isFree);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
