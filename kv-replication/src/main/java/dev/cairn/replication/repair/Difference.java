package dev.cairn.replication.repair;

import dev.cairn.api.Bytes;
import java.util.List;

/**
 * What one page of another replica's keys lacks beside the own store, and the other way round.
 *
 * @param push items of one's own that the other lacks or has otherwise
 * @param wanted keys whose items the other has and oneself lacks or has otherwise
 * @param more whether the slice goes on behind what was compared
 * @param after the last key that was compared
 */
record Difference(List<Pair> push, List<Bytes> wanted, boolean more, Bytes after) {
    /**
     * A stored pair.
     *
     * @param key the storage key
     * @param item the item's bytes
     */
    record Pair(Bytes key, Bytes item) {}
}
