package dev.cairn.replication.repair;

import com.dynatrace.hash4j.hashing.HashStream64;
import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.replication.repair.Difference.Pair;
import dev.cairn.replication.repair.RepairMessage.KeyDigests;
import dev.cairn.replication.replica.StorageKey;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Reads slices for an exchange, each call one range scan with stated bounds on what it answers. May
 * be called on any thread; touches the disk and throws {@link dev.cairn.api.spi.StorageException}.
 */
public final class SliceScan {
    /** The most keys of a page. */
    static final int MAX_KEYS = 2048;

    /** The most items that one page makes either side send. */
    private static final int MAX_WANTED = 256;

    private static final int MAX_PUSHED_BYTES = 1 << 20;
    private static final int MAX_PAGE_BYTES = 256 << 10;

    private final StorageEngine engine;

    /** Scans of a store. */
    public SliceScan(StorageEngine engine) {
        this.engine = engine;
    }

    /** The digests of those slices from {@code first} to {@code last} that are asked for. */
    public List<SliceDigest> digests(ClusterView view, int first, int last, IntPredicate asked) {
        List<SliceDigest> digests = new ArrayList<>();
        Map<Integer, HashStream64> open = new TreeMap<>();
        int slice = first;
        try (Cursor cursor = engine.cursor(Bounds.start(first), Bounds.end(last))) {
            while (cursor.next()) {
                int at = StorageKey.sliceOf(cursor.key());
                for (; slice < at; slice++) {
                    close(slice, asked, open, digests);
                }
                if (asked.test(at)) {
                    int copies = view.bucket(StorageKey.bucketOf(cursor.key())).n();
                    open.computeIfAbsent(copies, none -> StateHash.sequence())
                            .putLong(StateHash.of(Bytes.copyOf(cursor.key()), cursor.value()));
                }
            }
        }
        for (; slice <= last; slice++) {
            close(slice, asked, open, digests);
        }
        return digests;
    }

    private static void close(
            int slice,
            IntPredicate asked,
            Map<Integer, HashStream64> open,
            List<SliceDigest> digests) {
        if (asked.test(slice)) {
            List<SliceDigest.Share> shares = new ArrayList<>(open.size());
            open.forEach(
                    (copies, keys) -> shares.add(new SliceDigest.Share(copies, keys.getAsLong())));
            digests.add(new SliceDigest(slice, shares));
        }
        open.clear();
    }

    /** The keys of a slice behind {@code after} that are shared, as many as one page takes. */
    KeyDigests page(long epoch, int slice, Bytes after, Shared shared) {
        List<KeyDigest> keys = new ArrayList<>();
        int bytes = 0;
        MemorySegment from = Bounds.behind(slice, after);
        try (Cursor cursor = engine.cursor(from, Bounds.end(slice))) {
            while (cursor.next()) {
                if (!shared.owns(slice, cursor.key())) {
                    continue;
                }
                Bytes key = Bytes.copyOf(cursor.key());
                keys.add(new KeyDigest(key, StateHash.of(key, cursor.value())));
                bytes += key.size() + Long.BYTES;
                if (keys.size() == MAX_KEYS || bytes >= MAX_PAGE_BYTES) {
                    return new KeyDigests(epoch, slice, after, key, keys);
                }
            }
        }
        return new KeyDigests(epoch, slice, after, Bytes.EMPTY, keys);
    }

    /** Compares another replica's page with what is here. */
    Difference compare(KeyDigests theirs, Shared shared) {
        int slice = theirs.slice();
        Walk walk = new Walk(theirs);
        MemorySegment from = Bounds.behind(slice, theirs.after());
        try (Cursor cursor = engine.cursor(from, Bounds.through(slice, theirs.upTo()))) {
            while (!walk.isFull() && cursor.next()) {
                if (shared.owns(slice, cursor.key())) {
                    walk.mine(Bytes.copyOf(cursor.key()), cursor.value());
                }
            }
        }
        return walk.end();
    }

    /** The item of a key; empty when there is none. */
    Bytes item(Bytes key) {
        Bytes[] found = {Bytes.EMPTY};
        engine.read(key.segment(), value -> found[0] = Bytes.copyOf(value));
        return found[0];
    }

    /** Two sorted lists of keys side by side. */
    private static final class Walk {
        private final KeyDigests theirs;
        private final List<Pair> push = new ArrayList<>();
        private final List<Bytes> wanted = new ArrayList<>();
        private int next;
        private int pushedBytes;
        private Bytes last = Bytes.EMPTY;

        Walk(KeyDigests theirs) {
            this.theirs = theirs;
        }

        boolean isFull() {
            return push.size() >= MAX_WANTED
                    || pushedBytes >= MAX_PUSHED_BYTES
                    || wanted.size() >= MAX_WANTED;
        }

        /** The next key here: what they have before it is missing here. */
        void mine(Bytes key, MemorySegment stored) {
            while (next < theirs.keys().size() && their().key().compareTo(key) < 0) {
                if (isFull()) {
                    return;
                }
                want();
            }
            boolean both = next < theirs.keys().size() && their().key().equals(key);
            if (both && their().hash() == StateHash.of(key, stored)) {
                last = key;
                next++;
                return;
            }
            if (both) {
                want();
            }
            last = key;
            Bytes item = Bytes.copyOf(stored);
            push.add(new Pair(key, item));
            pushedBytes += item.size();
        }

        private KeyDigest their() {
            return theirs.keys().get(next);
        }

        private void want() {
            last = their().key();
            wanted.add(last);
            next++;
        }

        Difference end() {
            while (!isFull() && next < theirs.keys().size()) {
                want();
            }
            boolean cut = isFull();
            boolean more = cut || !theirs.upTo().isEmpty();
            return new Difference(push, wanted, more, cut ? last : theirs.upTo());
        }
    }
}
