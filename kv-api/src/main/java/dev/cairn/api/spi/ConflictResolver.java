package dev.cairn.api.spi;

import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import java.util.List;

/**
 * What becomes of concurrent versions of a key.
 *
 * <ol>
 *   <li>{@link #collapse} keeps the item's seen dots and only drops or combines versions; it is a
 *       pure function.
 *   <li>Collapsing after a join is commutative, associative and idempotent over the items of a key,
 *       so replicas converge.
 *   <li>It never refuses: a merge that refuses does not converge.
 *   <li>{@link #resolve} is a pure function of the live versions and does not depend on their
 *       order. {@link #read} shows the same where an item has no other versions.
 *   <li>None of them keeps state; all may be called on any thread.
 *   <li>One that {@link #keepsOne} leaves an item with a single version as it is, and shows it as
 *       it is while it is live.
 * </ol>
 */
public interface ConflictResolver {
    /** Reduces a joined item as soon as it is joined; the item itself when everything is kept. */
    Item collapse(Item joined);

    /**
     * Whether timestamps decide. Then they must grow along every history, and a write whose
     * timestamp would have to lie far in the future is refused.
     */
    default boolean decidesByTime() {
        return false;
    }

    /** Whether a version without siblings is kept and shown as it is. */
    default boolean keepsOne() {
        return false;
    }

    /** What the reader sees of the live versions, in the order of their dots. */
    List<Version> resolve(List<Version> live);

    /**
     * What a reader at {@code nowMillis} since 1970 sees of an item; the live versions, resolved,
     * unless deletes beside them matter too.
     */
    default List<Version> read(Item item, long nowMillis) {
        return resolve(item.live(nowMillis));
    }

    /** Makes resolvers. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A resolver with this configuration. */
        ConflictResolver open(C config);
    }
}
