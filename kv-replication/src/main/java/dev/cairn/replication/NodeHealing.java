package dev.cairn.replication;

import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.spi.Scrubbable;
import dev.cairn.replication.heal.Healing;
import java.util.List;
import java.util.Optional;

/** Makes a node's {@link Healing}. */
final class NodeHealing {
    private NodeHealing() {}

    /**
     * Of an engine that can look for damage.
     *
     * @param shards those of all lanes, by the time that it starts
     */
    static Optional<Healing> of(
            ReplicationConfig config, Env env, NodeFiles files, List<Shard> shards) {
        if (!(env.storageEngine() instanceof Scrubbable store)) {
            return Optional.empty();
        }
        return Optional.of(
                new Healing(
                        env.lanes().getFirst(),
                        store,
                        config.scrubInterval(),
                        config.scrubBytesPerSecond(),
                        new Healing.Parts(
                                env.cluster(),
                                files.whole(),
                                files.voting(),
                                env.storageThreads(),
                                env.events(),
                                slices ->
                                        shards.forEach(shard ->
                                                shard.runAlways(() -> shard.excised(slices))))));
    }
}
