package dev.cairn.api.version;

import dev.cairn.api.OperationId;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * What an item remembers of one write that brought an id, once no version of it says so itself: so
 * a retry of that write is known again, and one that was cancelled is never applied.
 *
 * @param tag stands for the id ({@link OperationId#tag})
 * @param state what became of the write
 * @param dot the event that wrote it; present exactly when {@code state} is {@link State#APPLIED}
 * @param millis when it was applied or marked, by that coordinator's clock, since 1970
 */
public record OperationMark(long tag, State state, Optional<Dot> dot, long millis)
        implements Comparable<OperationMark> {
    /** How many an item keeps, the newest ones. */
    public static final int MAX = 16;

    /** A deleted key is not forgotten before the last of its marks is as old as this. */
    public static final Duration KEPT = Duration.ofHours(24);

    private static final Comparator<OperationMark> NEWEST_FIRST =
            Comparator.comparingLong(OperationMark::millis)
                    .reversed()
                    .thenComparingLong(OperationMark::tag)
                    .thenComparing(OperationMark::state)
                    .thenComparing(
                            OperationMark::dot,
                            (one, other) ->
                                    one.isEmpty() ? 0 : one.get().compareTo(other.orElseThrow()));

    /** What became of a write. Where several are said of one, the last of these holds. */
    public enum State {
        /** Whoever holds this, and not the write, promised not to coordinate it any more. */
        BARRED,
        /** It took effect as the version of that dot. */
        APPLIED,
        /** It did not take effect anywhere that counts, and never will. */
        CANCELLED
    }

    /**
     * Checks that a dot is there exactly when it was applied, and that the time is none before
     * 1970; throws {@link IllegalArgumentException}.
     */
    public OperationMark {
        if (millis < 0) {
            throw new IllegalArgumentException("a mark of the time " + millis);
        }
        if (dot.isPresent() != (state == State.APPLIED)) {
            throw new IllegalArgumentException(state + " with the dot " + dot);
        }
    }

    /** The write took effect as {@code dot}. */
    public static OperationMark applied(long tag, Dot dot, long millis) {
        return new OperationMark(tag, State.APPLIED, Optional.of(dot), millis);
    }

    /** The write is not coordinated here any more. */
    public static OperationMark barred(long tag, long millis) {
        return new OperationMark(tag, State.BARRED, Optional.empty(), millis);
    }

    /** The write never takes effect. */
    public static OperationMark cancelled(long tag, long millis) {
        return new OperationMark(tag, State.CANCELLED, Optional.empty(), millis);
    }

    /** The newest first. */
    @Override
    public int compareTo(OperationMark other) {
        return NEWEST_FIRST.compare(this, other);
    }
}
