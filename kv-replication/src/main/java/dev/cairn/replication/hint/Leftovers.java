package dev.cairn.replication.hint;

import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.replica.StorageKey;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Finds, once after a start, what the store holds of keys that this node does not own: hints from
 * before the start. Goes through the store in small scans with a pause after each. Owned by its
 * lane.
 */
public final class Leftovers {
    private static final int KEYS_A_SCAN = 2000;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Lane lane;
    private final int lanes;
    private final StorageEngine engine;
    private final Executor storageThreads;
    private final Ownership left;
    private final Handoff handoff;

    /** Whether keys are kept for others. */
    @FunctionalInterface
    public interface Ownership {
        /**
         * Whether this node does not own what a slice holds of a bucket. Callable on any thread.
         */
        boolean isLeft(int slice, String bucket);
    }

    private record Found(List<StorageKey> keys, boolean more, MemorySegment next) {}

    /** At rest. */
    public Leftovers(
            Lane lane,
            int lanes,
            StorageEngine engine,
            Executor storageThreads,
            Ownership left,
            Handoff handoff) {
        this.lane = lane;
        this.lanes = lanes;
        this.engine = engine;
        this.storageThreads = storageThreads;
        this.left = left;
        this.handoff = handoff;
    }

    /** Begins at the first slice. */
    public void start() {
        MemorySegment first = new WireWriter(1).u8(0).toBytes().segment();
        lane.after(PAUSE, () -> scan(first));
    }

    private void scan(MemorySegment from) {
        try {
            storageThreads.execute(() -> {
                Found found = find(from);
                lane.execute(() -> take(found));
            });
        } catch (RejectedExecutionException busy) {
            lane.after(PAUSE, () -> scan(from));
        }
    }

    private Found find(MemorySegment from) {
        List<StorageKey> keys = new ArrayList<>();
        int seen = 0;
        try (Cursor cursor = engine.cursor(from, MemorySegment.ofArray(new byte[0]))) {
            while (cursor.next()) {
                StorageKey key = StorageKey.decode(cursor.key());
                boolean mine = key.slice() % lanes == lane.index();
                if (mine && left.isLeft(key.slice(), key.key().bucket())) {
                    keys.add(key);
                }
                if (++seen == KEYS_A_SCAN) {
                    WireWriter behind = new WireWriter(key.encoded().size() + 1);
                    return new Found(
                            keys, true, behind.raw(key.encoded()).u8(0).toBytes().segment());
                }
            }
        } catch (StorageException | MalformedException unreadable) {
            return new Found(keys, false, MemorySegment.NULL);
        }
        return new Found(keys, false, MemorySegment.NULL);
    }

    private void take(Found found) {
        for (StorageKey key : found.keys()) {
            if (!handoff.isFull()) {
                handoff.hold(key);
            }
        }
        if (found.more()) {
            lane.after(PAUSE, () -> scan(found.next()));
        }
    }
}
