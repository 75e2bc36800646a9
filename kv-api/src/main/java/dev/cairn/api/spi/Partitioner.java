package dev.cairn.api.spi;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;

/**
 * Where keys lie on the ring, and which node takes which part of it.
 *
 * <ol>
 *   <li>{@link #token} is a pure function of bucket and key, uniform over the 64-bit unsigned
 *       tokens, and never changes once data is stored.
 *   <li>{@link #ring} is a pure function of the topology: every node computes the same ring.
 *   <li>Every owning member has at least one position; members that own nothing have none.
 *   <li>A member's share of the slices follows its weight.
 *   <li>A change of one member moves little more than that member's share; nothing else moves.
 *   <li>Both methods may be called on any thread.
 * </ol>
 */
public interface Partitioner {
    /** The token of a key, an unsigned 64-bit number. */
    long token(Key key);

    /**
     * The ring of a topology; throws {@link IllegalArgumentException} when no member owns anything.
     */
    TokenRing ring(Topology topology);

    /** Makes partitioners. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A partitioner with this configuration. */
        Partitioner open(C config);
    }
}
