package dev.cairn.server.cli;

import dev.cairn.api.Context;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.server.config.ConfigReader;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.load.LostAndFound;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.wiring.OfflineStore;
import dev.cairn.server.wiring.ThisMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code kv salvage}: asks the cluster for every key of a data directory that no node uses, one
 * that was evicted for example, and sets aside the values that the cluster has not seen.
 */
@Command(
        name = "salvage",
        description =
                "Sets aside what the data directory of a stopped node has and the cluster has not"
                        + " seen, as files for kv load.",
        sortOptions = false)
final class SalvageCommand implements Callable<Integer> {
    @Mixin private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where to (default: lost+found in the data directory)")
    private String out = "";

    @Mixin private final ClientOptions options = new ClientOptions();

    private final Surroundings surroundings;
    private Optional<HttpConnection> open = Optional.empty();
    private long keys;
    private long others;

    SalvageCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        PluginRegistry registry = Installation.plugins(surroundings);
        NodeConfig read =
                ConfigReader.read(config.layers(surroundings, List.of()), registry)
                        .in(surroundings.folder());
        Path data = read.dataDirectory();
        if (!Files.isDirectory(data)) {
            throw new CommandException("USAGE", Exit.USAGE, "there is no folder " + data, null);
        }
        Path folder = out.isEmpty() ? data.resolve("lost+found") : surroundings.file(out);
        try (OfflineStore store = OfflineStore.open(read, registry, new ThisMachine(data));
                LostAndFound found = new LostAndFound(folder)) {
            store.read(new Searching(store, found));
            tell(found.tallies());
        } catch (UncheckedIOException unwritable) {
            throw unwritable(folder, unwritable);
        } catch (IOException unwritable) {
            throw unwritable(folder, unwritable);
        } finally {
            open.ifPresent(HttpConnection::closeQuietly);
        }
        return Exit.DONE;
    }

    private static CommandException unwritable(Path folder, Exception failed) {
        return new CommandException("IO", Exit.FAILED, folder + ": " + failed.getMessage(), failed);
    }

    private final class Searching implements OfflineStore.Reader {
        private final OfflineStore store;
        private final LostAndFound found;

        Searching(OfflineStore store, LostAndFound found) {
            this.store = store;
            this.found = found;
        }

        @Override
        public void item(Key key, Item item) {
            long now = store.nowMillis();
            if (store.isDataType(key.bucket())) {
                others++;
            } else if (!item.live(now).isEmpty()) {
                try {
                    found.add(key, LostAndFound.lacking(item, seen(key), now));
                } catch (IOException unwritable) {
                    throw new UncheckedIOException(unwritable);
                }
            }
            draw(++keys);
        }

        @Override
        public void other() {
            others++;
        }
    }

    /** What the cluster has seen of a key. */
    private CausalContext seen(Key key) {
        Reply reply = ask(ClientOptions.path(key));
        return switch (reply.status()) {
            case 200, 300, 404 -> {
                String token = reply.header("KV-Context");
                yield token.isEmpty() ? CausalContext.EMPTY : ItemCodec.seen(Context.parse(token));
            }
            default -> throw Problems.of(reply);
        };
    }

    /** Asks over the connection there is, or a new one to the first node that answers. */
    private Reply ask(String target) {
        NodeClient client = options.client();
        if (open.isPresent()) {
            try {
                return open.get().exchange("GET", target, Map.of(), new byte[0]);
            } catch (IOException broken) {
                open.get().closeQuietly();
                open = Optional.empty();
            }
        }
        for (Address endpoint : client.endpoints()) {
            try {
                HttpConnection connection = client.connect(endpoint);
                open = Optional.of(connection);
                return connection.exchange("GET", target, Map.of(), new byte[0]);
            } catch (IOException unreachable) {
                open.ifPresent(HttpConnection::closeQuietly);
                open = Optional.empty();
            }
        }
        throw new CommandException("UNAVAILABLE", "no node answers at " + client.endpoints());
    }

    private void draw(long looked) {
        if (surroundings.errIsTerminal() && looked % 100 == 0) {
            System.err.print("\rlooked at " + looked + "\u001b[K");
            System.err.flush();
        }
    }

    private void tell(List<LostAndFound.Tally> tallies) {
        if (options.json()) {
            String files =
                    tallies.stream()
                            .map(tally ->
                                    "{\"bucket\":"
                                            + Json.quoted(tally.bucket())
                                            + ",\"file\":"
                                            + Json.quoted(tally.file().toString())
                                            + ",\"values\":"
                                            + tally.values()
                                            + "}")
                            .collect(Collectors.joining(","));
            System.out.println(
                    "{\"keys\":" + keys + ",\"leftOut\":" + others + ",\"found\":[" + files + "]}");
            return;
        }
        System.err.println(
                (surroundings.errIsTerminal() ? "\r\u001b[K" : "")
                        + "looked at "
                        + keys
                        + " keys"
                        + (others == 0
                                ? ""
                                : "; left out "
                                        + others
                                        + " of counters, sets and linearizable buckets"));
        if (tallies.isEmpty()) {
            System.out.println("the cluster has seen all of them");
            return;
        }
        TextTable table = new TextTable("BUCKET", "VALUES", "FILE");
        for (LostAndFound.Tally tally : tallies) {
            table.row(
                    tally.bucket(),
                    Long.toString(tally.values()),
                    surroundings.shown(tally.file()));
        }
        table.print(System.out);
        System.err.println("to bring them back, deleted ones too: kv load -b BUCKET FILE");
    }
}
