package dev.cairn.replication.load;

import java.util.random.RandomGenerator;

/**
 * Whether a read may ask an owner more than its level needs. Each read earns a few percent of a
 * spare question, a late one spends a whole one; what is saved is bounded, so that a burst of late
 * answers is rescued and a slow cluster is not asked twice as much. And one read in {@value
 * #LOOK_AROUND}, by chance, asks every owner: so that those that are seldom asked are repaired and
 * their latencies known. Owned by one lane.
 */
public final class Spares {
    /** Above this share all reads ask all owners. */
    public static final int ALWAYS = 100;

    private static final int LOOK_AROUND = 16;
    private static final int MOST = 32;

    private final int percent;
    private final RandomGenerator random;
    private int saved = MOST * 100;
    private long used;

    /**
     * Spares for so many of a hundred reads: none for 0, every owner for every read for {@link
     * #ALWAYS}.
     */
    public Spares(int percent, RandomGenerator random) {
        this.percent = percent;
        this.random = random;
    }

    /** A request begins that may need a spare. */
    public void earn() {
        saved = Math.min(saved + percent, MOST * 100);
    }

    /** A read begins; whether it asks every owner at once. */
    public boolean begin() {
        earn();
        return percent == ALWAYS || random.nextInt(LOOK_AROUND) == 0;
    }

    /** An answer is late; whether one more may be asked now. */
    public boolean take() {
        if (percent == 0 || saved < 100) {
            return false;
        }
        saved -= 100;
        used++;
        return true;
    }

    /** Whether late reads are helped at all. */
    public boolean areAllowed() {
        return percent > 0;
    }

    /** Spare questions that were allowed so far. */
    public long used() {
        return used;
    }
}
