package dev.cairn.bench.cluster;

import dev.cairn.api.Consistency;
import dev.cairn.api.Key;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.Address;
import dev.cairn.bench.report.LoadReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a load on a running cluster and prints what it has shown. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = "Put a load on a running cluster and print throughput and latencies.")
public final class ClusterCommand implements Callable<Integer> {
    /** A protocol, and where a local three-node cluster speaks it. */
    enum Protocol {
        NATIVE("localhost:4700,localhost:4710,localhost:4720"),
        HTTP("localhost:4703,localhost:4713,localhost:4723"),
        RESP("localhost:4701,localhost:4711,localhost:4721");

        private final String local;

        Protocol(String local) {
            this.local = local;
        }
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--protocol",
            defaultValue = "NATIVE",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Protocol protocol = Protocol.NATIVE;

    @Option(
            names = "--endpoint",
            split = ",",
            description = "HOST:PORT[,…] of nodes; default: those of a local cluster.")
    private List<String> endpoints = List.of();

    @Option(
            names = {"-b", "--bucket"},
            defaultValue = Key.DEFAULT_BUCKET,
            description = "The bucket; RESP always uses redis:0.")
    private String bucket = Key.DEFAULT_BUCKET;

    @Option(names = "--consistency", description = "R and W; default: as the bucket says.")
    private String consistency = "";

    @Option(names = "--operations", defaultValue = "1000000", description = "At most so many.")
    private long operations;

    @Option(names = "--seconds", defaultValue = "30", description = "At most so long.")
    private long seconds;

    @Option(names = "--workers", defaultValue = "64", description = "Operations in flight.")
    private int workers;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Operations due each second; 0: as many as the workers manage.")
    private double rate;

    @Option(names = "--keys", defaultValue = "100000", description = "Different keys.")
    private int keys;

    @Option(names = "--value-bytes", defaultValue = "100", description = "Size of a value.")
    private int valueBytes;

    @Option(names = "--reads", defaultValue = "0.5", description = "Share of reads, 0 to 1.")
    private double readShare;

    @Option(names = "--no-fill", description = "Do not write every key once before.")
    private boolean noFill;

    @Option(names = "--seed", defaultValue = "1", description = "Decides on the keys.")
    private long seed;

    /** For picocli. */
    public ClusterCommand() {}

    /** 0 when every operation succeeded, else 1. */
    @Override
    public Integer call() {
        LoadPlan plan =
                new LoadPlan(
                        operations,
                        Duration.ofSeconds(seconds),
                        workers,
                        rate,
                        keys,
                        valueBytes,
                        readShare,
                        seed);
        PrintWriter out = spec.commandLine().getOut();
        try (Target target = target()) {
            if (!noFill) {
                out.print("fill: " + LoadGenerator.fill(plan, target));
                out.flush();
            }
            LoadReport report = LoadGenerator.run(plan, target);
            out.print("load: " + report);
            out.flush();
            return report.failed() == 0 ? 0 : 1;
        }
    }

    private Target target() {
        List<String> wanted = endpoints.isEmpty() ? List.of(protocol.local.split(",")) : endpoints;
        List<Address> nodes = wanted.stream().map(Address::parse).toList();
        RequestOptions options =
                consistency.isEmpty()
                        ? RequestOptions.DEFAULT
                        : RequestOptions.DEFAULT.with(Consistency.parse(consistency));
        return switch (protocol) {
            case NATIVE -> new NativeTarget(nodes, bucket, options);
            case HTTP -> new HttpTarget(nodes, bucket, options);
            case RESP -> new RespTarget(nodes, workers);
        };
    }
}
