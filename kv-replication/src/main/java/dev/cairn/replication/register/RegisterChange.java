package dev.cairn.replication.register;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.ETag;
import dev.cairn.replication.paxos.ChangeFunction;
import java.util.Optional;

/**
 * One write of a client to a register, applied as often as its proposer has to try: it knows its
 * own effect again by its tag, so it takes effect once, and knows when it cannot tell. Used by one
 * lane.
 */
public final class RegisterChange implements ChangeFunction {
    private final long tag;
    private final Bytes content;
    private final boolean deletes;
    private final Optional<Condition> condition;
    private final long millis;
    private final boolean repeatsOnly;
    private long firstMade = Long.MAX_VALUE;
    private Finding last = Finding.MADE;

    /** What the last application found. */
    private enum Finding {
        MADE,
        NOTHING_TO_DELETE,
        CONFLICT,
        CANCELLED,
        TOO_OLD,
        LOST_TRACK
    }

    /** What became of the write. */
    public sealed interface Effect {
        /**
         * It took effect.
         *
         * @param etag the state it left; empty after a delete
         */
        record Written(Optional<ETag> etag) implements Effect {}

        /** Its condition did not hold; nothing was written. */
        record Conflict() implements Effect {}

        /** It was cancelled; nothing was written. */
        record Cancelled() implements Effect {}

        /** It is too old to tell whether it was made before; nothing was written. */
        record TooOld() implements Effect {}

        /** So many writes came after that nobody can tell. */
        record Unknown() implements Effect {}
    }

    /**
     * A put or a delete.
     *
     * @param tag tells it from every other write
     * @param content the new value's bytes
     * @param deletes whether it leaves no value
     * @param millis the time to show, since 1970
     */
    public RegisterChange(
            long tag, Bytes content, boolean deletes, Optional<Condition> condition, long millis) {
        this(tag, content, deletes, condition, millis, false);
    }

    /**
     * A put or a delete.
     *
     * @param repeatsOnly whether it may only find itself: its id is too old to be a new write's
     */
    public RegisterChange(
            long tag,
            Bytes content,
            boolean deletes,
            Optional<Condition> condition,
            long millis,
            boolean repeatsOnly) {
        this.tag = tag;
        this.content = content;
        this.deletes = deletes;
        this.condition = condition;
        this.millis = millis;
        this.repeatsOnly = repeatsOnly;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Optional<Bytes> apply(Bytes found) {
        RegisterValue held = RegisterValue.decode(found);
        if (held.versionOf(tag).isPresent()) {
            last = Finding.MADE;
            return Optional.empty();
        }
        if (held.cancelled(tag).isPresent()) {
            last = Finding.CANCELLED;
            return Optional.empty();
        }
        if (repeatsOnly) {
            last = Finding.TOO_OLD;
            return Optional.empty();
        }
        if (firstMade <= held.version() && !held.names(firstMade)) {
            last = Finding.LOST_TRACK;
            return Optional.empty();
        }
        if (!holds(held)) {
            last = Finding.CONFLICT;
            return Optional.empty();
        }
        if (deletes && held.deleted()) {
            last = Finding.NOTHING_TO_DELETE;
            return Optional.empty();
        }
        RegisterValue next = held.then(tag, deletes, millis, content);
        firstMade = Math.min(firstMade, next.version());
        last = Finding.MADE;
        return Optional.of(next.encode());
    }

    private boolean holds(RegisterValue held) {
        return condition.isEmpty()
                || switch (condition.get()) {
                    case Condition.Matches(ETag etag) -> held.etag().equals(Optional.of(etag));
                    case Condition.Absent _ -> held.deleted();
                    case Condition.Exists _ -> !held.deleted();
                };
    }

    /** What became of it, given the value that was agreed on in the end. */
    public Effect effect(Bytes chosen) {
        RegisterValue value = RegisterValue.decode(chosen);
        var version = value.versionOf(tag);
        if (version.isPresent()) {
            return new Effect.Written(
                    deletes
                            ? Optional.empty()
                            : Optional.of(RegisterValue.etag(version.getAsLong(), tag)));
        }
        return switch (last) {
            case NOTHING_TO_DELETE -> new Effect.Written(Optional.empty());
            case CONFLICT -> new Effect.Conflict();
            case CANCELLED -> new Effect.Cancelled();
            case TOO_OLD -> new Effect.TooOld();
            case MADE, LOST_TRACK -> new Effect.Unknown();
        };
    }
}
