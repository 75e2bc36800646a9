package dev.cairn.replication.repair;

import dev.cairn.api.Bytes;
import java.util.List;

/**
 * What a scan found in a slice.
 *
 * @param digest what remains, once all that may be forgotten is
 * @param ending keys of which nothing but old deletes is left, and registers whose time is up; at
 *     most {@link #MAX_KEYS}
 * @param deadFrom from when on some key is nothing but deletes, milliseconds since 1970; the
 *     largest value for never
 */
record Scanned(SliceDigest digest, List<Bytes> ending, long deadFrom) {
    /** The most keys that one scan has ended. */
    static final int MAX_KEYS = 4096;

    /** Whether another scan would find more that end. */
    boolean isCut() {
        return ending.size() == MAX_KEYS;
    }
}
