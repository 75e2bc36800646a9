package dev.cairn.server.wiring;

import dev.cairn.api.Key;
import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Machine;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.version.Item;
import dev.cairn.server.config.BucketTable;
import dev.cairn.server.config.Buckets;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import dev.cairn.server.wiring.StartException.Code;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;

/**
 * The store of a node that does not run, opened without the node: nothing is started but the
 * engine, and the directory is locked meanwhile. For one thread.
 */
public final class OfflineStore implements AutoCloseable {
    private final Closing closing;
    private final Clock clock;
    private final StorageEngine engine;
    private final Replication.Provider<?> replication;
    private final Map<String, ConflictResolver> resolvers;
    private final Buckets buckets;

    /** Is shown what is stored. */
    public interface Reader {
        /** An item. */
        void item(Key key, Item item);

        /** Something that is no item: a key of a linearizable bucket. */
        void other();
    }

    private OfflineStore(
            Closing closing,
            Clock clock,
            StorageEngine engine,
            Replication.Provider<?> replication,
            Map<String, ConflictResolver> resolvers,
            Buckets buckets) {
        this.closing = closing;
        this.clock = clock;
        this.engine = engine;
        this.replication = replication;
        this.resolvers = resolvers;
        this.buckets = buckets;
    }

    /**
     * Opens the store of the node that is configured so; the machine is closed with it. Throws
     * {@link StartException} and {@link dev.cairn.api.spi.StorageException}.
     */
    public static OfflineStore open(NodeConfig config, PluginRegistry registry, Machine machine) {
        Closing closing = new Closing(machine.events());
        try {
            return open(config, registry, machine, closing);
        } catch (IOException failed) {
            closing.close();
            throw new StartException(Code.IO, "the data directory: " + failed, failed);
        } catch (RuntimeException failed) {
            closing.close();
            throw failed;
        }
    }

    private static OfflineStore open(
            NodeConfig config, PluginRegistry registry, Machine machine, Closing closing)
            throws IOException {
        DataDirectory directory =
                closing.add(
                        "the data directory",
                        DataDirectory.open(machine.directory(), config, machine.secureRandom()));
        closing.add("the machine", machine);
        if (!directory.isInside()) {
            throw new StartException(
                    Code.DATA_REFUSED, "the data directory belongs to no cluster yet");
        }
        ChosenPlugins plugins = new ChosenPlugins(registry, config.plugins());
        Map<String, ConflictResolver> resolvers = plugins.resolvers();
        Buckets buckets =
                BucketRegister.recall(directory.buckets())
                        .orElse(BucketTable.EMPTY)
                        .over(config.buckets());
        StorageEngine engine =
                plugins.storage(
                        new StorageEngine.Env(
                                directory.store(),
                                machine.clock(),
                                machine.workers("background", 1),
                                machine.syncs(),
                                plugins.merge(bucket ->
                                        MemberAssembly.resolver(
                                                resolvers, buckets.of(bucket).resolver())),
                                machine.events()));
        return new OfflineStore(
                closing,
                machine.clock(),
                closing.add("the storage engine", engine),
                (Replication.Provider<?>) config.plugins().chosen(Service.REPLICATION),
                resolvers,
                buckets);
    }

    /** Whether a bucket's values are counters or sets, which are written as operations only. */
    public boolean isDataType(String bucket) {
        return resolvers.get(buckets.of(bucket).resolver()) instanceof ReplicatedDataType;
    }

    /** The time since 1970, by this machine's clock. */
    public long nowMillis() {
        return clock.millis();
    }

    /** Shows everything, in the order of the tokens. */
    public void read(Reader reader) {
        MemorySegment all = MemorySegment.ofArray(new byte[0]);
        try (StorageEngine.Cursor cursor = engine.cursor(all, all)) {
            while (cursor.next()) {
                Optional<Key> key = replication.decodeKey(cursor.key());
                Optional<Item> item = replication.decode(cursor.value());
                if (key.isPresent() && item.isPresent()) {
                    reader.item(key.get(), item.get());
                } else {
                    reader.other();
                }
            }
        }
    }

    @Override
    public void close() {
        closing.close();
    }
}
