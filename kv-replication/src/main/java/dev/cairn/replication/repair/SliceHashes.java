package dev.cairn.replication.repair;

import dev.cairn.api.cluster.Slices;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The digests of one lane's slices as last scanned, and which of them are stale since. About 14
 * bytes a slice, apart from the digests. All are stale at first. Owned by its lane.
 */
final class SliceHashes {
    private static final int MOST_PASSED_OVER = 3;

    private final int lanes;
    private final @Nullable SliceDigest[] known;
    private final BitSet stale = new BitSet(Slices.COUNT);
    private final int[] writtenAt;
    private final byte[] passedOver;

    SliceHashes(int lanes) {
        this.lanes = lanes;
        this.known = new SliceDigest[Slices.COUNT / lanes + 1];
        this.writtenAt = new int[Slices.COUNT / lanes + 1];
        this.passedOver = new byte[Slices.COUNT / lanes + 1];
        stale.set(0, Slices.COUNT);
    }

    /** Something of the slice was written in this step of the round. */
    void wrote(int slice, int step) {
        stale.set(slice);
        writtenAt[slice / lanes] = step;
    }

    /**
     * Whether it is worth comparing now. Not when it was written in this step or the one before,
     * since copies may be under way; but one that is always written must not wait for ever.
     */
    boolean mayCompare(int slice, int step) {
        int index = slice / lanes;
        boolean fresh = step - writtenAt[index] <= 1;
        if (fresh && passedOver[index] < MOST_PASSED_OVER) {
            passedOver[index]++;
            return false;
        }
        passedOver[index] = 0;
        return true;
    }

    /** Whether a scan is needed before the digest may be told. */
    boolean isStale(int slice) {
        return stale.get(slice);
    }

    /** A scan of the slice begins: what is written from now on makes it stale again. */
    void scanning(int slice) {
        stale.clear(slice);
    }

    /** A scan failed. */
    void unreadable(int slice) {
        stale.set(slice);
    }

    /** What a scan found. */
    void found(SliceDigest digest) {
        known[digest.slice() / lanes] = digest;
    }

    /** What the last scan found; an empty digest before the first. */
    SliceDigest of(int slice) {
        SliceDigest digest = known[slice / lanes];
        return digest == null ? new SliceDigest(slice, List.of()) : digest;
    }
}
