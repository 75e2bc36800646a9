package dev.cairn.replication.repair;

import dev.cairn.api.Bytes;
import java.util.List;

/**
 * What a scan found in a slice.
 *
 * @param digest what remains, once all that may be forgotten is
 * @param forgettable keys of which nothing but old deletes is left, at most {@link #MAX_KEYS}
 * @param deadFrom from when on some key is nothing but deletes, milliseconds since 1970; the
 *     largest value for never
 */
record Scanned(SliceDigest digest, List<Bytes> forgettable, long deadFrom) {
    /** The most keys that one scan has forgotten. */
    static final int MAX_KEYS = 4096;

    /** Whether another scan would find more to be forgotten. */
    boolean isCut() {
        return forgettable.size() == MAX_KEYS;
    }
}
