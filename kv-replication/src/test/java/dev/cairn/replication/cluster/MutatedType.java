package dev.cairn.replication.cluster;

import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationName;
import dev.cairn.api.version.Version;
import java.util.List;
import java.util.function.UnaryOperator;

/** A data type that is told something else of each operation than is so. */
record MutatedType(ReplicatedDataType type, UnaryOperator<ReplicatedDataType.Attempt> otherwise)
        implements ReplicatedDataType {
    /** All data types of a cluster are, from now on. */
    static void everywhere(TestCluster cluster, UnaryOperator<Attempt> otherwise) {
        cluster.resolvers()
                .replaceAll((name, resolver) ->
                        resolver instanceof ReplicatedDataType type
                                ? new MutatedType(type, otherwise)
                                : resolver);
    }

    @Override
    public Update apply(Item held, Attempt attempt) {
        return type.apply(held, otherwise.apply(attempt));
    }

    @Override
    public Memory memory(Item held, OperationName name) {
        return type.memory(held, name);
    }

    @Override
    public Item collapse(Item joined) {
        return type.collapse(joined);
    }

    @Override
    public List<Version> resolve(List<Version> live) {
        return type.resolve(live);
    }

    @Override
    public List<Version> read(Item item, long nowMillis) {
        return type.read(item, nowMillis);
    }
}
