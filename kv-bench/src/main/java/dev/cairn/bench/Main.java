package dev.cairn.bench;

import dev.cairn.bench.cluster.ClusterCommand;
import dev.cairn.bench.compare.EngineCommand;
import dev.cairn.bench.limits.LimitsCommand;
import dev.cairn.bench.served.RedisCommand;
import dev.cairn.bench.soak.SoakCommand;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The benchmarks' command line: {@code micro}, everything behind which goes to JMH as it is, {@code
 * engine}, {@code cluster}, {@code redis}, {@code limits} and {@code soak}.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {
            EngineCommand.class,
            ClusterCommand.class,
            RedisCommand.class,
            LimitsCommand.class,
            SoakCommand.class
        },
        description = {
            "Measure Cairn.",
            "  bench micro [REGEX] [JMH options]   engine, ring, item and replication benchmarks"
        })
public final class Main {
    private Main() {}

    /** Runs and exits: 0 done, 1 something failed, 2 usage. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0 && arguments[0].equals("micro")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        System.exit(
                new CommandLine(new Main())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(arguments));
    }
}
