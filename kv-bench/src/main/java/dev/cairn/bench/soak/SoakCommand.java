package dev.cairn.bench.soak;

import dev.cairn.api.Consistency;
import dev.cairn.api.RequestOptions;
import dev.cairn.testkit.cluster.Workload;
import dev.cairn.testkit.process.FaultReport;
import dev.cairn.testkit.process.FaultRun;
import dev.cairn.testkit.process.FreePorts;
import dev.cairn.testkit.process.NodeProcess;
import dev.cairn.testkit.process.ProcessCluster;
import dev.cairn.testkit.process.ProcessFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Starts a cluster of three processes and does to it what can happen to machines, round after
 * round, each with keys of its own, until the time is over or something was wrong.
 */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Run a cluster of processes under load, kill, stop and wipe its nodes, let others join"
                    + " and leave, and check that it keeps its word.",
            "Exit code 1 when an acknowledged write is lost, replicas differ in the end, or QUORUM"
                    + " requests through living nodes failed for longer than it takes to find that"
                    + " a node is dead."
        })
public final class SoakCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--launcher", required = true, description = "bin/kv of a distribution.")
    private Path launcher = Path.of("bin/kv");

    @Option(names = "--minutes", defaultValue = "10", description = "Begin no round after these.")
    private long minutes;

    @Option(names = "--faults", split = ",", description = "Of each round, in an order drawn anew.")
    private List<ProcessFault> faults = List.of(ProcessFault.values());

    @Option(names = "--keys", defaultValue = "1000", description = "Different keys of a round.")
    private int keys;

    @Option(names = "--clients", defaultValue = "16", description = "Requests at once.")
    private int clients;

    @Option(
            names = "--thinking-millis",
            defaultValue = "10",
            description = "From an answer to the client's next request.")
    private long thinkingMillis;

    @Option(names = "--seed", defaultValue = "1", description = "Decides who is struck.")
    private long seed;

    @Option(
            names = "--tls",
            description =
                    "With TLS on every port and users; strangers come with wrong certificates.")
    private boolean tls;

    @Option(names = "--set", paramLabel = "K=V", description = "Configures every node.")
    private List<String> settings = List.of();

    @Option(
            names = "--folder",
            showDefaultValue = Help.Visibility.NEVER,
            description =
                    "An empty folder for data and logs, which stay; a temporary one by default.")
    private Path folder = Path.of("");

    /** For picocli. */
    public SoakCommand() {}

    /** 0 when all was well, else 1. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path home =
                folder.equals(Path.of(""))
                        ? Files.createTempDirectory("cairn-soak")
                        : Files.createDirectories(folder);
        out.println("data and logs in " + home);
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        List<String> wrong = List.of();
        try (ProcessCluster cluster =
                        ProcessCluster.start(launcher, home, FreePorts.base(4), tls, settings);
                LibraryDoor library =
                        new LibraryDoor(
                                cluster.nodes().stream().map(NodeProcess::clients).toList(),
                                cluster.tls())) {
            for (int round = 1; wrong.isEmpty() && System.nanoTime() - end < 0; round++) {
                out.println("round " + round);
                FaultReport report = round(cluster, library, round, out);
                wrong = report.wrong();
                out.printf(
                        Locale.ROOT,
                        "%d writes acknowledged, requests failed for %.2f s at most, dead after %.2f s at most%n",
                        report.acknowledged(),
                        report.failing().toNanos() / 1e9,
                        report.detection().toNanos() / 1e9);
                wrong.forEach(line -> out.println("WRONG: " + line));
                out.flush();
            }
        }
        return wrong.isEmpty() ? 0 : 1;
    }

    private FaultReport round(
            ProcessCluster cluster, LibraryDoor library, int round, PrintWriter out)
            throws IOException {
        Workload.Plan load =
                new Workload.Plan(
                        "round-" + round + "-",
                        keys,
                        clients,
                        Duration.ofMillis(thinkingMillis),
                        RequestOptions.DEFAULT.with(Consistency.Level.QUORUM));
        List<ProcessFault> order = new ArrayList<>(faults);
        Collections.shuffle(order, new Random(seed + round));
        return FaultRun.start(
                        cluster,
                        load,
                        seed + round,
                        line -> {
                            out.println(line);
                            out.flush();
                        },
                        List.of(library))
                .finish(order);
    }
}
