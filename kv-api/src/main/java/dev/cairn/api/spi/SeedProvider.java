package dev.cairn.api.spi;

import dev.cairn.api.cluster.Address;
import java.util.List;

/**
 * Where a node that knows nobody finds the cluster.
 *
 * <ol>
 *   <li>{@link #seeds} may be called again at any time and may answer otherwise then; it may block.
 *   <li>No answer is an empty list, never an exception.
 *   <li>An address stands in the list once; the list does not change afterwards.
 * </ol>
 */
public interface SeedProvider {
    /** Peer addresses to try. */
    List<Address> seeds();

    /** Makes seed providers. */
    interface Provider<C extends Record> extends Plugin<C> {
        /**
         * A seed provider with this configuration; throws {@link IllegalArgumentException} when it
         * makes no sense.
         */
        SeedProvider open(C config);
    }
}
