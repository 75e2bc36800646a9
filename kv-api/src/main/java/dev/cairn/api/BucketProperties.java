package dev.cairn.api;

import java.time.Duration;
import java.util.Optional;

/**
 * How the keys of one bucket are kept. A request may ask for another R, W or TTL; the rest holds
 * for all.
 *
 * @param version grows with every change
 * @param n replicas of each key, 1 to {@value #MAX_REPLICAS}
 * @param r default read consistency
 * @param w default write consistency
 * @param resolver the name of the conflict resolver plugin
 * @param mode eventual or linearizable
 * @param blindWrites what a write without context does
 * @param ttl default lifetime of a value; empty for ever
 * @param maxPairBytes largest key and value together, in bytes
 * @param maxClockEntries longest clock that is shown or given out in a token; older entries are
 *     left out of it
 */
public record BucketProperties(
        long version,
        int n,
        Consistency r,
        Consistency w,
        String resolver,
        Mode mode,
        BlindWrites blindWrites,
        Optional<Duration> ttl,
        int maxPairBytes,
        int maxClockEntries) {
    /** The most replicas a bucket may have. */
    public static final int MAX_REPLICAS = 15;

    /** Three replicas, quorum reads and writes, siblings shown, pairs up to 10 KiB. */
    public static final BucketProperties DEFAULT =
            new BucketProperties(
                    0,
                    3,
                    Consistency.Level.QUORUM,
                    Consistency.Level.QUORUM,
                    "siblings",
                    Mode.EVENTUAL,
                    BlindWrites.SUPERSEDE,
                    Optional.empty(),
                    10 * 1024,
                    32);

    /** Whether keys are registers decided by consensus. */
    public enum Mode {
        /** Any quorum, siblings, always writable. */
        EVENTUAL,
        /** One register a key, decided by majorities. */
        LINEARIZABLE
    }

    /** What a write that brings no context does. */
    public enum BlindWrites {
        /** It replaces what its coordinator holds. */
        SUPERSEDE,
        /** It becomes a sibling of what is there. */
        SIBLING,
        /** It is refused. */
        REFUSE
    }

    /** Checks the ranges; throws {@link IllegalArgumentException} naming the property. */
    public BucketProperties {
        if (n < 1 || n > MAX_REPLICAS) {
            throw new IllegalArgumentException("n is 1 to " + MAX_REPLICAS + ", not " + n);
        }
        if (maxPairBytes < 1) {
            throw new IllegalArgumentException("max-pair-bytes is at least 1, not " + maxPairBytes);
        }
        if (maxClockEntries < 1) {
            throw new IllegalArgumentException(
                    "max-clock-entries is at least 1, not " + maxClockEntries);
        }
    }
}
