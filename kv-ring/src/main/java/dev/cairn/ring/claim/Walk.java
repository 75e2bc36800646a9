package dev.cairn.ring.claim;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;

/**
 * The claims of one contender in order: which units, and when.
 *
 * <p>At each step it claims one block in every arc, of as many units as the round says. In the
 * first round a block is one unit, in each later one twice as many; a round has {@link
 * Course#claimsPerRound} steps over different blocks in pseudo-random order, and the last round
 * covers the whole arc. So the early claims, which still hold among a thousand nodes, are fine, and
 * the late ones, which only win among few, are coarse and leave a small cluster with few
 * boundaries.
 *
 * <p>Time is stretched so that a given unit is first claimed after an exponentially distributed
 * time of rate {@code weight}: the first among several is then each with a probability of exactly
 * its share of the weights (Efraimidis and Spirakis, "Weighted random sampling with a reservoir",
 * 2006). That a round's claims are spread evenly over the arc lowers the variance below that of
 * independent draws.
 *
 * <p>The times follow from the tokens' origin. The order of the blocks in an arc follows from the
 * origin and the choice for that arc, four bits of {@link dev.cairn.api.cluster.TokenSeed#choices}.
 * {@link StrictMath} keeps the times equal on every machine.
 */
final class Walk {
    /** The bits of a choice. */
    static final int CHOICE_BITS = Long.SIZE / Course.ARCS;

    /** How many orders there are to choose from in each arc. */
    static final int CHOICES = 1 << CHOICE_BITS;

    private static final Hasher64 HASH = Hashing.xxh3_64();
    private static final int FEISTEL_ROUNDS = 4;

    private final int contender;
    private final double weight;
    private final Course course;
    private final long origin;
    private final long[] arcSeeds = new long[Course.ARCS];
    private final long[] roundSeeds = new long[Course.ARCS];

    private int size = 1;
    private int step = -1;
    private double roundStart;
    private double time;

    /** A walk before its first step. */
    Walk(int contender, Contender who, Course course) {
        this.contender = contender;
        this.weight = who.weight();
        this.course = course;
        this.origin = who.tokens().origin();
        for (int arc = 0; arc < Course.ARCS; arc++) {
            long choice = who.tokens().choices() >>> arc * CHOICE_BITS & CHOICES - 1;
            arcSeeds[arc] = HASH.hashLongLongToLong(origin, (long) arc << CHOICE_BITS | choice);
        }
        seedRound();
    }

    /** The same choice in every arc, as tokens hold it. */
    static long everywhere(int choice) {
        int[] chosen = new int[Course.ARCS];
        Arrays.fill(chosen, choice);
        return choices(chosen);
    }

    /** A choice for each arc, as tokens hold them. */
    static long choices(int[] chosen) {
        long choices = 0;
        for (int arc = 0; arc < Course.ARCS; arc++) {
            choices |= (long) chosen[arc] << arc * CHOICE_BITS;
        }
        return choices;
    }

    /** Goes to the next step; false when every arc has been covered. */
    boolean advance() {
        if (step + 1 == course.claimsPerRound() && !nextRound()) {
            return false;
        }
        step++;
        long jitterBits = HASH.hashLongLongToLong(~origin, (long) size << Integer.SIZE | step);
        double jitter = (jitterBits >>> 11) * 0x1.0p-53;
        double reached = (step + jitter) * size / course.arcUnits();
        time = (roundStart - StrictMath.log(1 - reached)) / weight;
        return true;
    }

    /** Which contender walks. */
    int contender() {
        return contender;
    }

    /** When the step is made. */
    double time() {
        return time;
    }

    /** How many units are claimed in each arc. */
    int size() {
        return size;
    }

    /** The first unit claimed in an arc. */
    int first(int arc) {
        return arc * course.arcUnits() + shuffled(step, roundSeeds[arc]) * size;
    }

    private boolean nextRound() {
        int covered = course.claimsPerRound() * size;
        if (covered == course.arcUnits()) {
            return false;
        }
        roundStart -= StrictMath.log(1 - (double) covered / course.arcUnits());
        size *= 2;
        step = -1;
        seedRound();
        return true;
    }

    private void seedRound() {
        for (int arc = 0; arc < Course.ARCS; arc++) {
            roundSeeds[arc] = HASH.hashLongIntToLong(arcSeeds[arc], size);
        }
    }

    /**
     * A pseudo-random permutation of an arc's blocks: a Feistel network over the bits of the block
     * number.
     */
    private int shuffled(int block, long seed) {
        int bits = Integer.numberOfTrailingZeros(course.arcUnits() / size);
        int lowBits = (bits + 1) / 2;
        int lowMask = (1 << lowBits) - 1;
        int highMask = (1 << (bits - lowBits)) - 1;
        int low = block & lowMask;
        int high = block >>> lowBits;
        for (int round = 0; round < FEISTEL_ROUNDS; round += 2) {
            high ^= (int) HASH.hashLongLongToLong(seed + round, low) & highMask;
            low ^= (int) HASH.hashLongLongToLong(seed + round + 1, high) & lowMask;
        }
        return high << lowBits | low;
    }
}
