package dev.cairn.replication.repair;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Origin;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.register.Remains;
import dev.cairn.replication.repair.Difference.Pair;
import dev.cairn.replication.repair.RepairMessage.KeyDigests;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredRegister;
import dev.cairn.replication.round.Round;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /**
     * What is in those slices from {@code first} to {@code last} that {@code rounds} names, as seen
     * from their rounds.
     */
    List<Scanned> digests(ClusterView view, int first, int last, Map<Integer, Round> rounds) {
        List<Scanned> found = new ArrayList<>();
        SliceSum sum = new SliceSum(view);
        int slice = first;
        try (Cursor cursor = engine.cursor(Bounds.start(first), Bounds.end(last))) {
            while (cursor.next()) {
                int at = StorageKey.sliceOf(cursor.key());
                for (; slice < at; slice++) {
                    sum.close(slice, rounds.get(slice), found);
                }
                Round round = rounds.get(at);
                if (round != null) {
                    sum.add(Bytes.copyOf(cursor.key()), cursor.value(), round);
                }
            }
        }
        for (; slice <= last; slice++) {
            sum.close(slice, rounds.get(slice), found);
        }
        return found;
    }

    /** All that is in these slices, ascending, old deletes included. */
    public List<SliceDigest> digests(ClusterView view, List<Integer> slices) {
        Map<Integer, Round> rounds = new HashMap<>();
        slices.forEach(slice -> rounds.put(slice, Round.FIRST));
        return digests(view, slices.getFirst(), slices.getLast(), rounds).stream()
                .map(Scanned::digest)
                .toList();
    }

    /** Which of the slices hold something that this node keeps for owners. */
    public Set<Integer> keptForOthers(ClusterView view, NodeId self, List<Integer> slices) {
        Set<Integer> kept = new HashSet<>();
        for (int slice : slices) {
            try (Cursor cursor = engine.cursor(Bounds.start(slice), Bounds.end(slice))) {
                boolean own = true;
                while (own && cursor.next()) {
                    int copies = view.bucket(StorageKey.bucketOf(cursor.key())).n();
                    own = view.isWritten(self, slice, copies);
                }
                if (!own) {
                    kept.add(slice);
                }
            }
        }
        return kept;
    }

    /** The keys of a slice behind {@code after} that are shared, as many as one page takes. */
    KeyDigests page(long epoch, int slice, Round round, Bytes after, Shared shared) {
        List<KeyDigest> keys = new ArrayList<>();
        int bytes = 0;
        MemorySegment from = Bounds.behind(slice, after);
        try (Cursor cursor = engine.cursor(from, Bounds.end(slice))) {
            while (cursor.next()) {
                if (!shared.owns(slice, cursor.key()) || mayForget(round, cursor.value())) {
                    continue;
                }
                Bytes key = Bytes.copyOf(cursor.key());
                keys.add(new KeyDigest(key, StateHash.of(key, cursor.value())));
                bytes += key.size() + Long.BYTES;
                if (keys.size() == MAX_KEYS || bytes >= MAX_PAGE_BYTES) {
                    return new KeyDigests(epoch, slice, round.number(), after, key, keys);
                }
            }
        }
        return new KeyDigests(epoch, slice, round.number(), after, Bytes.EMPTY, keys);
    }

    private static boolean mayForget(Round round, MemorySegment stored) {
        try {
            if (StoredRegister.isRegister(stored)) {
                return Remains.of(StoredRegister.decode(stored), round) == Remains.FORGETTABLE;
            }
            return round.mayForget(ItemCodec.decodeStored(stored));
        } catch (MalformedException damaged) {
            return false;
        }
    }

    /** Compares another replica's page with what is here, both as seen from one round. */
    Difference compare(KeyDigests theirs, Round round, Shared shared) {
        int slice = theirs.slice();
        Walk walk = new Walk(theirs);
        MemorySegment from = Bounds.behind(slice, theirs.after());
        try (Cursor cursor = engine.cursor(from, Bounds.through(slice, theirs.upTo()))) {
            while (!walk.isFull() && cursor.next()) {
                if (shared.owns(slice, cursor.key()) && !mayForget(round, cursor.value())) {
                    walk.mine(Bytes.copyOf(cursor.key()), cursor.value());
                }
            }
        }
        return walk.end();
    }

    /** The item of a key; empty when there is none. */
    Bytes item(Bytes key) {
        Bytes[] found = {Bytes.EMPTY};
        engine.read(key.segment(), value -> found[0] = Origin.plain(value));
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
            Bytes item = Origin.plain(stored);
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
