package dev.cairn.replication.round;

import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.Version;
import java.time.Duration;

/**
 * A round of deletes of one slice, as a member that has entered it sees it.
 *
 * @param number 0 for the first; each member's only rises
 * @param startedMillis when its leader began it, by the leader's clock, milliseconds since 1970
 */
public record Round(long number, long startedMillis) {
    /** The round that a new cluster's slices are in. */
    public static final Round FIRST = new Round(0, 0);

    /**
     * How far the clocks of members may be apart: an expired value is taken for deleted so much
     * later.
     */
    public static final Duration MAX_SKEW = Duration.ofMinutes(5);

    /**
     * In the round so many after its own a tombstone may go. Three rounds bring it to all owners; a
     * state without it that was read before may be under way for three more, with what lags behind
     * and what is kept for others; a new owner may lag by one (docs/decisions/019).
     */
    static final long KEPT_ROUNDS = 8;

    private static final long NEVER = Long.MAX_VALUE;

    /** Whether it can have begun by a clock that shows {@code nowMillis}. */
    public boolean hasBegun(long nowMillis) {
        return startedMillis <= nowMillis + MAX_SKEW.toMillis();
    }

    /**
     * Whether one in {@code present} enters it: a later one, or the same begun earlier. So those
     * whose leader's clock was wrong once agree again on when it began; who goes by an earlier time
     * forgets less.
     */
    boolean follows(Round present) {
        return number > present.number
                || number == present.number && startedMillis < present.startedMillis;
    }

    /**
     * The same, but begun now where by a clock that shows {@code nowMillis} it has yet to begin.
     */
    public Round begunBy(long nowMillis) {
        return hasBegun(nowMillis) ? this : new Round(number, nowMillis);
    }

    /** Whether an owner takes what was read under {@code stamp}. */
    public boolean isTaken(long stamp) {
        return stamp >= number - 1;
    }

    /** Whether one who keeps it for owners takes what was read under {@code stamp}. */
    public boolean isKept(long stamp) {
        return stamp >= number;
    }

    /** Whether traces of what was minted under {@code stamp} may be gone by now. */
    public boolean mayHaveForgotten(long stamp) {
        return stamp + KEPT_ROUNDS <= number;
    }

    /**
     * Whether all that is left of a key is deletes that nobody can have missed, and marks of writes
     * with ids that are old enough.
     */
    public boolean mayForget(Item item) {
        return deadFrom(item) <= startedMillis
                && item.versions().stream().allMatch(version -> mayHaveForgotten(version.round()));
    }

    /**
     * From when on an item is nothing but deletes and old marks, milliseconds since 1970; the
     * largest value when it will always hold a value.
     */
    public static long deadFrom(Item item) {
        if (item.versions().isEmpty() && item.marks().isEmpty()) {
            return NEVER;
        }
        long marked = item.lastOperationMillis();
        long from = marked == 0 ? 0 : marked + OperationMark.KEPT.plus(MAX_SKEW).toMillis();
        for (Version version : item.versions()) {
            from = Math.max(from, deadFrom(version));
        }
        return from;
    }

    private static long deadFrom(Version version) {
        if (version.tombstone()) {
            return 0;
        }
        return version.expiresMillis().isPresent()
                ? version.expiresMillis().getAsLong() + MAX_SKEW.toMillis()
                : NEVER;
    }
}
