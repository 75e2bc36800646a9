package dev.cairn.api.spi;

import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;

/**
 * Which nodes keep the copies of a slice.
 *
 * <ol>
 *   <li>A pure function of its arguments.
 *   <li>A preference list names no node twice and only members that own ranges.
 *   <li>It has {@code replicas} owners, or as many as there are members; every other member follows
 *       as a fallback, the first {@value #MAX_FALLBACKS} when there are more.
 *   <li>The first owner is the node of the position that covers the slice.
 *   <li>Callable on any thread.
 * </ol>
 */
public interface ReplicaPlacement {
    /** The most fallbacks: more than can ever stand in, so that large tables stay small. */
    int MAX_FALLBACKS = 32;

    /** The preference lists for buckets with {@code replicas} copies. */
    PreferenceTable place(Topology topology, TokenRing ring, int replicas);

    /** Makes placements. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A placement with this configuration. */
        ReplicaPlacement open(C config);
    }
}
