package dev.cairn.api.version;

import java.util.Arrays;

/**
 * The dots of one actor in a {@link CausalContext}: all from 1 to {@code base}, and single ones
 * beyond.
 *
 * @param actor the actor
 * @param base every dot up to this counter is in; 0 for none
 * @param detached ascending counters above {@code base + 1}, usually none
 * @param lastSeconds wall time of the largest dot, seconds since 1970 as an unsigned 32-bit number;
 *     decides what is cut first from what is shown
 */
record CausalEntry(ActorId actor, long base, long[] detached, int lastSeconds) {
    static final long[] NONE = new long[0];

    static CausalEntry of(Dot dot, int seconds) {
        return dot.counter() == 1
                ? new CausalEntry(dot.actor(), 1, NONE, seconds)
                : new CausalEntry(dot.actor(), 0, new long[] {dot.counter()}, seconds);
    }

    /** The largest counter in. */
    long max() {
        return detached.length == 0 ? base : detached[detached.length - 1];
    }

    boolean contains(long counter) {
        return counter <= base || Arrays.binarySearch(detached, counter) >= 0;
    }

    /**
     * Whether all of {@code other} is in: the dot behind {@code base} never is, so the bases decide
     * for all below them.
     */
    boolean covers(CausalEntry other) {
        if (other.base > base) {
            return false;
        }
        for (long counter : other.detached) {
            if (!contains(counter)) {
                return false;
            }
        }
        return true;
    }

    CausalEntry join(CausalEntry other) {
        if (detached.length == 0 && other.detached.length == 0) {
            return base > other.base || base == other.base && newer(lastSeconds, other.lastSeconds)
                    ? this
                    : other;
        }
        long[] all = new long[detached.length + other.detached.length];
        System.arraycopy(detached, 0, all, 0, detached.length);
        System.arraycopy(other.detached, 0, all, detached.length, other.detached.length);
        Arrays.sort(all);
        long joinedBase = Math.max(base, other.base);
        int kept = 0;
        for (long counter : all) {
            if (counter <= joinedBase || kept > 0 && all[kept - 1] == counter) {
                continue;
            }
            if (kept == 0 && counter == joinedBase + 1) {
                joinedBase = counter;
            } else {
                all[kept++] = counter;
            }
        }
        return new CausalEntry(
                actor, joinedBase, kept == 0 ? NONE : Arrays.copyOf(all, kept), latest(other));
    }

    private int latest(CausalEntry other) {
        int byCounter = Long.compare(max(), other.max());
        if (byCounter != 0) {
            return byCounter > 0 ? lastSeconds : other.lastSeconds;
        }
        return newer(lastSeconds, other.lastSeconds) ? lastSeconds : other.lastSeconds;
    }

    private static boolean newer(int seconds, int than) {
        return Integer.compareUnsigned(seconds, than) >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CausalEntry that
                && actor.equals(that.actor)
                && base == that.base
                && lastSeconds == that.lastSeconds
                && Arrays.equals(detached, that.detached);
    }

    @Override
    public int hashCode() {
        return 31 * actor.hashCode() + Long.hashCode(base) + Arrays.hashCode(detached);
    }

    @Override
    public String toString() {
        return actor + ":" + base + (detached.length == 0 ? "" : "+" + Arrays.toString(detached));
    }
}
