package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * A page of a bucket's keys.
 *
 * @param entries the keys with values, in the order of their tokens; may be none before the end
 * @param next where the next page begins; empty at the end
 * @param complete whether every part of the page was answered by as many owners as the level asks
 *     for; if not, keys may be missing or old
 */
public record ScanResult(List<Entry> entries, Optional<ScanCursor> next, boolean complete) {
    /**
     * A key that is there.
     *
     * @param key which
     * @param siblings its live values, at least one
     * @param context what the reader has seen now
     */
    public record Entry(Key key, List<Sibling> siblings, Context context) {}
}
