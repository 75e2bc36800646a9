package dev.cairn.replication.transfer;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.version.Origin;
import dev.cairn.replication.register.BallotFloors;
import dev.cairn.replication.repair.Bounds;
import dev.cairn.replication.repair.KeyDigest;
import dev.cairn.replication.repair.SliceScan;
import dev.cairn.replication.repair.StateHash;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredRegister;
import dev.cairn.replication.transfer.TransferMessage.Found;
import dev.cairn.replication.transfer.TransferMessage.Pair;
import dev.cairn.replication.transfer.TransferMessage.SliceHash;
import dev.cairn.replication.transfer.TransferMessage.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the store for transfers, each call one bounded answer. May be called on any thread; touches
 * the disk and throws {@link dev.cairn.api.spi.StorageException}.
 */
final class Pages {
    /** The most keys of a page. */
    static final int MAX_KEYS = 2048;

    /** A page ends with the first pair that makes it larger. */
    private static final int MAX_BYTES = 256 << 10;

    /** A scan goes through so many slices that nobody asked for: those of other lanes. */
    private static final int MAX_GAP = 16;

    private final StorageEngine engine;
    private final SliceScan scan;

    Pages(StorageEngine engine) {
        this.engine = engine;
        this.scan = new SliceScan(engine);
    }

    /**
     * Keys of a slice.
     *
     * @param upTo the last of them; empty when the slice ends here
     * @param keys in order
     */
    record Page(Bytes upTo, List<KeyDigest> keys) {}

    /**
     * Keys of a slice that are not owned.
     *
     * @param upTo the last of them; empty when the slice ends here
     * @param items with their hashes
     * @param registers that need not be offered
     */
    record Strangers(Bytes upTo, List<KeyDigest> items, List<Bytes> registers) {
        boolean isEmpty() {
            return items.isEmpty() && registers.isEmpty();
        }
    }

    /** What is held of slices, ascending, as far as their keys have so many copies. */
    List<SliceHash> hashes(ClusterView view, int replicas, List<Integer> slices) {
        List<SliceHash> hashes = new ArrayList<>(slices.size());
        int first = 0;
        for (int i = 1; i <= slices.size(); i++) {
            boolean ends = i == slices.size() || slices.get(i) - slices.get(i - 1) > MAX_GAP;
            if (ends) {
                List<Integer> run = slices.subList(first, i);
                if (isEmpty(run.getFirst(), run.getLast())) {
                    run.forEach(slice -> hashes.add(new SliceHash(slice, 0)));
                } else {
                    scan.digests(view, run)
                            .forEach(of ->
                                    hashes.add(new SliceHash(of.slice(), of.hashOfAll(replicas))));
                }
                first = i;
            }
        }
        return hashes;
    }

    private boolean isEmpty(int first, int last) {
        try (Cursor cursor = engine.cursor(Bounds.start(first), Bounds.end(last))) {
            return !cursor.next();
        }
    }

    /** The next keys of a slice behind {@code after} that have so many copies. */
    Page keys(ClusterView view, int replicas, int slice, Bytes after) {
        List<KeyDigest> keys = new ArrayList<>();
        int bytes = 0;
        try (Cursor cursor = engine.cursor(Bounds.behind(slice, after), Bounds.end(slice))) {
            while (cursor.next()) {
                if (copies(view, cursor) == replicas && !isNothing(cursor)) {
                    Bytes key = Bytes.copyOf(cursor.key());
                    keys.add(new KeyDigest(key, StateHash.of(key, cursor.value())));
                    bytes += key.size() + Long.BYTES;
                    if (keys.size() == MAX_KEYS || bytes >= MAX_BYTES) {
                        return new Page(key, keys);
                    }
                }
            }
        }
        return new Page(Bytes.EMPTY, keys);
    }

    /** The first slice from {@code slice} on of which anything is here; -1 for none. */
    int firstHeld(int slice) {
        try (Cursor cursor = engine.cursor(Bounds.start(slice), Bytes.EMPTY.segment())) {
            return cursor.next() ? StorageKey.sliceOf(cursor.key()) : -1;
        }
    }

    /** The next keys of a slice behind {@code after} that {@code self} does not own. */
    Strangers strangers(ClusterView view, NodeId self, int slice, Bytes after) {
        List<KeyDigest> keys = new ArrayList<>();
        List<Bytes> registers = new ArrayList<>();
        try (Cursor cursor = engine.cursor(Bounds.behind(slice, after), Bounds.end(slice))) {
            while (cursor.next()) {
                if (!view.isWritten(self, slice, copies(view, cursor))) {
                    Bytes key = Bytes.copyOf(cursor.key());
                    if (StoredRegister.isRegister(cursor.value())) {
                        registers.add(key);
                    } else {
                        keys.add(new KeyDigest(key, StateHash.of(key, cursor.value())));
                    }
                    if (keys.size() + registers.size() == MAX_KEYS) {
                        return new Strangers(key, keys, registers);
                    }
                }
            }
        }
        return new Strangers(Bytes.EMPTY, keys, registers);
    }

    private static boolean isNothing(Cursor cursor) {
        return StoredRegister.isNothing(cursor.value());
    }

    private static int copies(ClusterView view, Cursor cursor) {
        return view.bucket(StorageKey.bucketOf(cursor.key())).n();
    }

    /**
     * What is here otherwise than in another node's page.
     *
     * @param round the slice's round when this was asked for
     * @param floors those of registers that are forgotten: what is not found is below its slice's
     */
    Found otherwise(ClusterView view, Walk theirs, long round, BallotFloors floors) {
        Map<Bytes, Long> known = new HashMap<>();
        theirs.keys().forEach(key -> known.put(key.key(), key.hash()));
        int slice = theirs.slice();
        List<Pair> pairs = new ArrayList<>();
        Bytes last = theirs.after();
        Bytes upTo = theirs.upTo();
        int bytes = 0;
        try (Cursor cursor =
                engine.cursor(
                        Bounds.behind(slice, theirs.after()),
                        Bounds.through(slice, theirs.upTo()))) {
            while (cursor.next()) {
                Bytes key = Bytes.copyOf(cursor.key());
                boolean asked = copies(view, cursor) == theirs.replicas() && !isNothing(cursor);
                if (asked && !isSame(key, cursor, known)) {
                    int size = key.size() + Math.toIntExact(cursor.value().byteSize());
                    boolean full = bytes + size > MAX_BYTES || pairs.size() == MAX_KEYS;
                    if (full && !pairs.isEmpty()) {
                        upTo = last;
                        break;
                    }
                    pairs.add(new Pair(key, Origin.plain(cursor.value())));
                    bytes += size;
                }
                last = key;
            }
        }
        long epoch = view.topology().epoch();
        return new Found(theirs.request(), epoch, slice, round, floors.at(slice), upTo, pairs);
    }

    private static boolean isSame(Bytes key, Cursor cursor, Map<Bytes, Long> known) {
        Long hash = known.get(key);
        return hash != null && hash == StateHash.of(key, cursor.value());
    }

    /** Which of these keys are not the same here. */
    List<Bytes> lacking(List<KeyDigest> offered) {
        List<Bytes> lacking = new ArrayList<>();
        for (KeyDigest key : offered) {
            boolean[] same = {false};
            engine.read(
                    key.key().segment(),
                    value -> same[0] = StateHash.of(key.key(), value) == key.hash());
            if (!same[0]) {
                lacking.add(key.key());
            }
        }
        return lacking;
    }
}
