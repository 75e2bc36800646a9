package dev.cairn.ring.claim;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The claims of one contender in order: which units, and when.
 *
 * <p>It goes through the units in rounds. In the first a claim is one unit, in each later one twice
 * as many, and a round has {@code claimsPerRound} claims on different units in pseudo-random order;
 * the last round covers all units. So the strong early claims, which still hold among a thousand
 * nodes, are fine, and the late ones, which only win among few, are coarse and leave a small
 * cluster with few boundaries.
 *
 * <p>Time is stretched so that a given unit is first claimed after an exponentially distributed
 * time of rate {@code weight}: the first among several is then each with a probability of exactly
 * its share of the weights (Efraimidis and Spirakis, "Weighted random sampling with a reservoir",
 * 2006). The k-th claim falls into the k-th part of the round, which halves the variance against
 * independent draws.
 *
 * <p>{@link StrictMath} keeps the times equal on every machine.
 */
final class Walk {
    private static final Hasher64 HASH = Hashing.xxh3_64();
    private static final int FEISTEL_ROUNDS = 4;

    private final int contender;
    private final double weight;
    private final int units;
    private final int claimsPerRound;
    private final long seed;

    private int size = 1;
    private int step = -1;
    private double roundStart;
    private long roundSeed;
    private int first;
    private double time;

    /**
     * A walk before its first claim; {@code units} and {@code claimsPerRound} are powers of two.
     */
    Walk(int contender, Contender who, int units, int claimsPerRound) {
        this.contender = contender;
        this.weight = who.weight();
        this.units = units;
        this.claimsPerRound = claimsPerRound;
        this.seed = HASH.hashBytesToLong(who.id().name().getBytes(StandardCharsets.US_ASCII));
        this.roundSeed = HASH.hashLongIntToLong(seed, size);
    }

    /** Goes to the next claim; false when all units have been covered. */
    boolean advance() {
        if (step + 1 == claimsPerRound && !nextRound()) {
            return false;
        }
        step++;
        first = shuffled(step) * size;
        double jitter = (HASH.hashLongIntToLong(~roundSeed, step) >>> 11) * 0x1.0p-53;
        double reached = (step + jitter) * size / units;
        time = (roundStart - StrictMath.log(1 - reached)) / weight;
        return true;
    }

    /** Which contender walks. */
    int contender() {
        return contender;
    }

    /** When the claim is made. */
    double time() {
        return time;
    }

    /** The first unit claimed. */
    int first() {
        return first;
    }

    /** The unit behind the last one claimed. */
    int end() {
        return first + size;
    }

    private boolean nextRound() {
        int covered = claimsPerRound * size;
        if (covered == units) {
            return false;
        }
        roundStart -= StrictMath.log(1 - (double) covered / units);
        size *= 2;
        step = -1;
        roundSeed = HASH.hashLongIntToLong(seed, size);
        return true;
    }

    /**
     * A pseudo-random permutation of the round's blocks: a Feistel network over the bits of the
     * block number.
     */
    private int shuffled(int block) {
        int bits = Integer.numberOfTrailingZeros(units / size);
        int lowBits = (bits + 1) / 2;
        int lowMask = (1 << lowBits) - 1;
        int highMask = (1 << (bits - lowBits)) - 1;
        int low = block & lowMask;
        int high = block >>> lowBits;
        for (int round = 0; round < FEISTEL_ROUNDS; round += 2) {
            high ^= (int) HASH.hashLongLongToLong(roundSeed + round, low) & highMask;
            low ^= (int) HASH.hashLongLongToLong(roundSeed + round + 1, high) & lowMask;
        }
        return high << lowBits | low;
    }
}
