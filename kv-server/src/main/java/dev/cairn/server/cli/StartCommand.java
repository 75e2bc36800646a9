package dev.cairn.server.cli;

import dev.cairn.server.config.ConfigReader;
import dev.cairn.server.config.Layers;
import dev.cairn.server.http.HttpCredentials;
import dev.cairn.server.local.ClusterPlan;
import dev.cairn.server.local.Launch;
import dev.cairn.server.local.LocalCluster;
import dev.cairn.server.local.LocalException;
import dev.cairn.server.local.LocalTls;
import dev.cairn.server.local.NodePlan;
import dev.cairn.server.local.ProtocolPorts;
import dev.cairn.server.plugin.PluginRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv start}: a cluster on this machine, one process a node, until Ctrl-C. */
@Command(
        name = "start",
        description = "Runs a cluster on this machine, one process a node, until Ctrl-C.",
        sortOptions = false)
final class StartCommand implements Callable<Integer> {
    private static final int MAX_NODES = 20;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "how many (default: ${DEFAULT-VALUE})")
    private int nodes = 3;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "where they keep their files (default: ./${DEFAULT-VALUE})")
    private String data = "data";

    @Option(
            names = "--base-port",
            paramLabel = "P",
            defaultValue = "4700",
            description =
                    "where the first node's ports begin; the others follow (default: ${DEFAULT-VALUE})")
    private int basePort = ClusterPlan.BASE_PORT;

    @Option(
            names = "--tls",
            description =
                    "with TLS on every port and users; the first start makes certificates in DIR/certs and the user admin")
    private boolean tls;

    @Mixin private final ConfigOptions config = new ConfigOptions();

    private final Surroundings surroundings;

    StartCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Path folder = surroundings.file(data);
        PluginRegistry registry = Installation.plugins(surroundings);
        Layers written = config.layers(surroundings, List.of());
        List<NodePlan> plans =
                ClusterPlan.of(
                        folder,
                        nodes,
                        basePort,
                        ProtocolPorts.of(registry, ConfigReader.transport(written, registry)));
        Optional<LocalTls> secured = tls ? Optional.of(new LocalTls(folder)) : Optional.empty();
        ClusterPlan.prepare(folder, plans, secured);
        Termination termination = Termination.onSignal();
        int exit = Exit.FAILED;
        try (LocalCluster cluster =
                LocalCluster.start(plans, launch(), STOP_LIMIT, System.err::println)) {
            exit = run(cluster, plans, secured, termination);
        } catch (LocalException failed) {
            if (!termination.isRequested()) {
                throw failed;
            }
            exit = Exit.DONE;
        } finally {
            termination.finish(exit);
        }
        return exit;
    }

    private int run(
            LocalCluster cluster,
            List<NodePlan> plans,
            Optional<LocalTls> secured,
            Termination termination)
            throws InterruptedException {
        plans.forEach(plan -> System.out.println(plan.id() + "  " + plan.endpoints()));
        secured.ifPresent(local -> hints(local, plans).forEach(System.out::println));
        System.out.flush();
        HttpCredentials admin = secured.map(LocalTls::admin).orElse(HttpCredentials.NONE);
        if (cluster.awaitReady(termination::isRequested, admin)) {
            System.out.println("ready");
            System.out.flush();
        }
        while (!termination.await(LOOK_AGAIN)) {
            if (!cluster.isAlive()) {
                throw new CommandException(
                        "UNAVAILABLE", Exit.FAILED, "every node has ended", null);
            }
        }
        return Exit.DONE;
    }

    private List<String> hints(LocalTls secured, List<NodePlan> plans) {
        String endpoints =
                plans.stream().map(plan -> plan.http().toString()).collect(Collectors.joining(","));
        return secured.hints(surroundings.command(), endpoints, surroundings::shown);
    }

    private Launch launch() {
        List<String> shared = new ArrayList<>();
        config.files(surroundings)
                .forEach(file -> shared.addAll(List.of("--config", file.toString())));
        config.settings().forEach(setting -> shared.addAll(List.of("--set", setting)));
        Path launcher = surroundings.home().resolve("bin").resolve("kv");
        return new Launch(
                launcher, surroundings.command(), shared, plan -> Map.of(), surroundings::shown);
    }

    private void check() {
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, "--nodes is 1 to " + MAX_NODES + ", not " + nodes, null);
        }
        if (basePort < 1024 || basePort > 65_000) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, "--base-port is 1024 to 65000, not " + basePort, null);
        }
    }
}
