package dev.cairn.replication.repair;

import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Clock;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The digests of one lane's slices as last scanned, and which of them are stale since. About 31
 * bytes a slice, apart from the digests. All are stale at first. Owned by its lane.
 */
final class SliceHashes {
    private static final int MOST_PASSED_OVER = 3;

    private final int lanes;
    private final @Nullable SliceDigest[] known;
    private final BitSet stale = new BitSet(Slices.COUNT);
    private final int[] writtenAt;
    private final int[] openedAt;
    private final int[] scannedAt;
    private final byte[] passedOver;
    private final byte[] underWay;
    private final long[] deadFrom;

    SliceHashes(int lanes) {
        this.lanes = lanes;
        this.known = new SliceDigest[Slices.COUNT / lanes + 1];
        this.writtenAt = new int[Slices.COUNT / lanes + 1];
        this.openedAt = new int[Slices.COUNT / lanes + 1];
        this.scannedAt = new int[Slices.COUNT / lanes + 1];
        this.passedOver = new byte[Slices.COUNT / lanes + 1];
        this.underWay = new byte[Slices.COUNT / lanes + 1];
        this.deadFrom = new long[Slices.COUNT / lanes + 1];
        Arrays.fill(deadFrom, Long.MAX_VALUE);
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

    /**
     * Whether the slice's keys are to be compared with those of a replica that has it otherwise:
     * with one in a step. The others who have it otherwise most likely hold, and would send, the
     * same.
     */
    boolean opens(int slice, int step) {
        boolean first = openedAt[slice / lanes] != step;
        openedAt[slice / lanes] = step;
        return first;
    }

    /**
     * Whether a scan is needed before the digest may be told. A scan under way may have passed what
     * was written before this call.
     */
    boolean isStale(int slice) {
        return stale.get(slice) || underWay[slice / lanes] > 0;
    }

    /** The slice is to be scanned anew, though nothing was written. */
    void outdated(int slice) {
        stale.set(slice);
    }

    /**
     * A digest that is older than so many steps is not believed any more, though nothing was
     * written: the store may have lost something without a word (CORRECTNESS rule 20).
     */
    void doubt(int slice, int step, int most) {
        if (step - scannedAt[slice / lanes] > most) {
            stale.set(slice);
        }
    }

    /** A scan of the slice begins: what is written from now on makes it stale again. */
    void scanning(int slice, int step) {
        scannedAt[slice / lanes] = step;
        stale.clear(slice);
        underWay[slice / lanes]++;
    }

    /** A scan failed. */
    void unreadable(int slice) {
        underWay[slice / lanes]--;
        stale.set(slice);
    }

    /** What a scan found. */
    void found(Scanned scanned) {
        int index = scanned.digest().slice() / lanes;
        underWay[index]--;
        known[index] = scanned.digest();
        deadFrom[index] = scanned.deadFrom();
        if (scanned.isCut()) {
            stale.set(scanned.digest().slice());
        }
    }

    /** Whether some key of the slice was nothing but deletes when it was last scanned. */
    boolean isDead(int slice, Clock clock) {
        long from = deadFrom[slice / lanes];
        return from != Long.MAX_VALUE && from <= clock.millis();
    }

    /** What the last scan found; an empty digest before the first. */
    SliceDigest of(int slice) {
        SliceDigest digest = known[slice / lanes];
        return digest == null ? new SliceDigest(slice, 0, List.of()) : digest;
    }
}
