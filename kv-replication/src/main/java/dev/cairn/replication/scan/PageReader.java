package dev.cairn.replication.scan;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.version.Origin;
import dev.cairn.replication.repair.Bounds;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.scan.ScanMessage.Page;
import dev.cairn.replication.scan.ScanMessage.Pair;
import dev.cairn.replication.scan.ScanMessage.Walk;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a bucket's items from this node's store, a bounded page at a time: so many items, so many
 * bytes, so many keys passed over that are of other buckets. May be called on any thread; touches
 * the disk and throws {@link dev.cairn.api.spi.StorageException}.
 */
final class PageReader {
    /** The most items of a page. */
    static final int MAX_ITEMS = 1024;

    private static final int MAX_BYTES = 256 << 10;

    /** The most keys that one page looks at. */
    private static final int MAX_VISITED = 16 * MAX_ITEMS;

    private final StorageEngine engine;

    PageReader(StorageEngine engine) {
        this.engine = engine;
    }

    Page read(Walk walk, long epoch) {
        List<Pair> items = new ArrayList<>();
        int bytes = 0;
        int visited = 0;
        MemorySegment from = Bounds.behind(walk.first(), walk.after());
        try (Cursor cursor = engine.cursor(from, Bounds.end(walk.last()))) {
            while (cursor.next()) {
                MemorySegment key = cursor.key();
                if (isWanted(key, walk)) {
                    Pair pair = new Pair(Bytes.copyOf(key), Origin.plain(cursor.value()));
                    items.add(pair);
                    bytes += pair.key().size() + pair.item().size();
                }
                visited++;
                if (items.size() >= walk.limit() || bytes >= MAX_BYTES || visited == MAX_VISITED) {
                    return new Page(walk.request(), epoch, Bytes.copyOf(key), items);
                }
            }
        }
        return new Page(walk.request(), epoch, Bytes.EMPTY, items);
    }

    private static boolean isWanted(MemorySegment storageKey, Walk walk) {
        if (!StorageKey.bucketOf(storageKey).equals(walk.bucket())) {
            return false;
        }
        long prefixed = StorageKey.keyAt(walk.bucket()) + (long) walk.prefix().size();
        return storageKey.byteSize() >= prefixed
                && MemorySegment.mismatch(
                                storageKey,
                                StorageKey.keyAt(walk.bucket()),
                                prefixed,
                                walk.prefix().segment(),
                                0,
                                walk.prefix().size())
                        < 0;
    }
}
