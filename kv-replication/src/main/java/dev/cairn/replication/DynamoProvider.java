package dev.cairn.replication;

import dev.cairn.api.Key;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.replica.ItemMerge;
import dev.cairn.replication.replica.StorageKey;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/**
 * Provides replication after Dynamo (DeCandia et al. 2007) under the name {@code dynamo}: quorums
 * over a preference list, versions with causal pasts, reads that repair.
 */
public final class DynamoProvider implements Replication.Provider<ReplicationConfig> {
    @Override
    public String name() {
        return "dynamo";
    }

    @Override
    public ConfigType<ReplicationConfig> config() {
        return new ConfigType<>(
                ReplicationConfig.class, ReplicationConfig.DEFAULT, MethodHandles.lookup());
    }

    @Override
    public StorageEngine.MergeOperator mergeOperator(
            ReplicationConfig config, Replication.ResolverLookup resolvers) {
        return new ItemMerge(resolvers);
    }

    @Override
    public Optional<Item> decode(MemorySegment stored) {
        try {
            return Optional.of(ItemCodec.decodeStored(stored));
        } catch (MalformedException notAnItem) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Key> decodeKey(MemorySegment storageKey) {
        try {
            return Optional.of(StorageKey.decode(storageKey).key());
        } catch (MalformedException notAKey) {
            return Optional.empty();
        }
    }

    /**
     * Opens the replication; throws {@link java.io.UncheckedIOException} when its files cannot be
     * read or written.
     */
    @Override
    public Replication open(ReplicationConfig config, Replication.Env env) {
        return DynamoReplication.open(config, env);
    }
}
