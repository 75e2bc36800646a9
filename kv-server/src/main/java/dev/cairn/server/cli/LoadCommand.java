package dev.cairn.server.cli;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.load.BulkLoad;
import dev.cairn.server.load.Format;
import dev.cairn.server.load.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv load}: writes every pair of a file. */
@Command(
        name = "load",
        description = "Writes every pair of a file; called again, goes on where it ended.",
        sortOptions = false)
final class LoadCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin private final BucketOption bucket = new BucketOption();

    @Mixin private final FormatOption format = new FormatOption();

    @Mixin private final ConsistencyOptions consistency = new ConsistencyOptions();

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "6",
            description = "connections, each with one batch in flight (default: ${DEFAULT-VALUE})")
    private int connections = 6;

    @Option(
            names = "--restart",
            description = "begin at the file's start even if an earlier load came further")
    private boolean restart;

    @Parameters(index = "0", paramLabel = "FILE", description = "the file")
    private String file = "";

    @Mixin private final ClientOptions options = new ClientOptions();

    private final Surroundings surroundings;

    LoadCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path path = surroundings.file(file);
        if (!Key.isBucketName(bucket.name())) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, "\"" + bucket.name() + "\" is no bucket name", null);
        }
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new CommandException("USAGE", Exit.USAGE, "cannot read the file " + path, null);
        }
        if (connections < 1 || connections > 64) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, "--connections is 1 to 64, not " + connections, null);
        }
        NodeClient client = options.client();
        BulkLoad.Plan plan =
                new BulkLoad.Plan(
                        path,
                        format.or(file.endsWith(".jsonl") ? Format.JSONL : Format.TSV),
                        bucket.name(),
                        consistency.on("/v1/batch"),
                        reachable(client),
                        connections,
                        client.timeout(),
                        PATIENCE,
                        client.credentials(),
                        !restart);
        try {
            return told(BulkLoad.run(plan, this::tell, this::draw));
        } catch (LoadException stopped) {
            throw new CommandException(
                    "UNAVAILABLE", Exit.UNAVAILABLE, String.valueOf(stopped.getMessage()), stopped);
        } catch (IOException unreadable) {
            throw new CommandException(
                    "IO", Exit.FAILED, path + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** The endpoints that can be connected to now; all when none can, for one may come up. */
    private static List<Address> reachable(NodeClient client) {
        List<Address> reachable = new ArrayList<>();
        for (Address endpoint : client.endpoints()) {
            try (HttpConnection connection = client.connect(endpoint)) {
                reachable.add(endpoint);
            } catch (IOException unreachable) {
                continue;
            }
        }
        if (reachable.isEmpty()) {
            throw new CommandException("UNAVAILABLE", "no node answers at " + client.endpoints());
        }
        return reachable;
    }

    private void tell(String line) {
        System.err.println((surroundings.errIsTerminal() ? "\r\u001b[K" : "") + line);
    }

    private void draw(String progress, boolean last) {
        if (surroundings.errIsTerminal()) {
            System.err.print("\r" + progress + "\u001b[K" + (last ? System.lineSeparator() : ""));
            System.err.flush();
        }
    }

    private int told(BulkLoad.Outcome outcome) {
        double rate = outcome.loaded() / Math.max(0.001, outcome.seconds());
        if (options.json()) {
            System.out.println(
                    String.format(
                            Locale.ROOT,
                            "{\"loaded\":%d,\"failed\":%d,\"seconds\":%.3f,\"recordsPerSecond\":%.0f,\"resumedAt\":%d}",
                            outcome.loaded(),
                            outcome.failed(),
                            outcome.seconds(),
                            rate,
                            outcome.resumedAt()));
        } else {
            System.err.println(
                    String.format(
                            Locale.ROOT,
                            "loaded %,d records in %.1f s (%,.0f/s)%s",
                            outcome.loaded(),
                            outcome.seconds(),
                            rate,
                            outcome.failed() == 0 ? "" : ", " + outcome.failed() + " failed"));
        }
        return outcome.failed() == 0 ? Exit.DONE : Exit.FAILED;
    }
}
