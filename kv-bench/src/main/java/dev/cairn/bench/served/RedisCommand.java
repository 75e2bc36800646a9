package dev.cairn.bench.served;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One node of Cairn beside Redis and beside a server that only echoes. */
@Command(
        name = "redis",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Measure one node beside Redis, by redis-benchmark, round by round in turns:"
                    + " throughput, processor time and garbage an operation; and its native"
                    + " protocol beside RESP, by one client for both.",
            "Needs redis-server and redis-benchmark."
        })
public final class RedisCommand implements Callable<Integer> {
    private static final int VALUE_BYTES = 100;

    /** A durability class, by its names here and there. */
    enum Sync {
        INTERVAL("everysec"),
        GROUP("always");

        private final String redis;

        Sync(String redis) {
            this.redis = redis;
        }
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--launcher", required = true, description = "bin/kv of a distribution.")
    private Path launcher = Path.of("bin/kv");

    @Option(names = "--sync", split = ",", description = "Durability classes.")
    private List<Sync> syncs = List.of(Sync.values());

    @Option(names = "--commands", split = ",", description = "What is asked.")
    private List<Workload.Command> commands = List.of(Workload.Command.values());

    @Option(names = "--connections", split = ",", description = "Connections at once.")
    private List<Integer> connections = List.of(1, 16, 64);

    @Option(names = "--pipeline", split = ",", description = "Requests in flight on each.")
    private List<Integer> pipelines = List.of(1, 16);

    @Option(names = "--rounds", defaultValue = "3", description = "Of which the median counts.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "2",
            description = "How long a run of the slowest takes; the others get as many requests.")
    private double seconds;

    @Option(
            names = "--protocols",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also measure native beside RESP.")
    private boolean protocols;

    @Option(names = "--keys", defaultValue = "100000", description = "Different keys.")
    private int keys;

    @Option(
            names = "--lanes",
            defaultValue = "1",
            description = "Threads of the node that own data.")
    private int lanes;

    @Option(
            names = "--redis",
            defaultValue = "redis-server",
            description = "The program beside which it is measured.")
    private String redis = "redis-server";

    @Option(
            names = "--client",
            defaultValue = "redis-benchmark",
            description = "The client program.")
    private String client = "redis-benchmark";

    @Option(
            names = "--folder",
            showDefaultValue = Help.Visibility.NEVER,
            description = "An empty folder for data and logs; a temporary one by default.")
    private Path folder = Path.of("");

    /** For picocli. */
    public RedisCommand() {}

    /** 0 when all has run. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path home =
                folder.equals(Path.of(""))
                        ? Files.createTempDirectory("cairn-redis")
                        : Files.createDirectories(folder);
        out.printf(
                Locale.ROOT,
                "%s, %d processors, java %s, %d lanes, %d keys, values of %d B, medians of %d rounds%n",
                LocalDate.now(ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                lanes,
                keys,
                VALUE_BYTES,
                rounds);
        for (Sync sync : syncs) {
            out.printf(Locale.ROOT, "%nsync: %s beside appendfsync %s%n", lower(sync), sync.redis);
            out.flush();
            out.print(new Trial(plan(sync)).run(home.resolve(lower(sync))));
            out.flush();
        }
        return 0;
    }

    private Trial.Plan plan(Sync sync) {
        return new Trial.Plan(
                launcher,
                redis,
                client,
                lower(sync),
                sync.redis,
                commands,
                connections,
                pipelines,
                rounds,
                seconds,
                protocols,
                keys,
                VALUE_BYTES,
                lanes);
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
