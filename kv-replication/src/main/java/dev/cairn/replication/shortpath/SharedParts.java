package dev.cairn.replication.shortpath;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.replication.replica.Wholeness;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * What all short paths of a node work with; all but the writes may be used on any thread.
 *
 * @param self this node
 * @param cluster the present cluster
 * @param policy how many answers are enough
 * @param resolvers resolvers by name
 * @param partitioner where keys lie
 * @param engine the store
 * @param whole of which slices this node holds all it has acknowledged
 * @param clock time
 * @param admits whether the node takes a request that comes now for this slice
 * @param writes the writes of the lane that owns a slice
 * @param answered counts what was answered
 */
public record SharedParts(
        NodeId self,
        Supplier<ClusterView> cluster,
        ConsistencyPolicy policy,
        Map<String, ConflictResolver> resolvers,
        Partitioner partitioner,
        StorageEngine engine,
        Wholeness whole,
        Clock clock,
        IntPredicate admits,
        IntFunction<LaneWrites> writes,
        LongAdder answered) {}
