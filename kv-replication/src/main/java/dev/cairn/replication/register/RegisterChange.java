package dev.cairn.replication.register;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.ETag;
import dev.cairn.replication.paxos.ChangeFunction;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * One write of a client to a register, applied as often as its proposer has to try: it knows its
 * own effect again by its tag, so it takes effect once, and knows when it cannot tell. Used by one
 * lane.
 */
public final class RegisterChange implements ChangeFunction {
    private final Write write;
    private final Supplier<Moment> now;
    private long firstMade = Long.MAX_VALUE;
    private Finding last = Finding.MADE;

    /**
     * A put or a delete.
     *
     * @param tag tells it from every other write
     * @param content the new value's bytes
     * @param deletes whether it leaves no value
     * @param condition what must hold of the state that it replaces
     * @param millis when it was made, since 1970
     * @param expiresMillis when the new value's time is up, since 1970
     * @param repeatsOnly whether it may only find itself: its id is too old to be a new write's
     */
    public record Write(
            long tag,
            Bytes content,
            boolean deletes,
            Optional<Condition> condition,
            long millis,
            OptionalLong expiresMillis,
            boolean repeatsOnly) {}

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
     * A write that is to be made.
     *
     * @param now the present
     */
    public RegisterChange(Write write, Supplier<Moment> now) {
        this.write = write;
        this.now = now;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    /** What is left as it is may still have to say that its time is up, or under which round. */
    @Override
    public Optional<Bytes> apply(Bytes found) {
        Moment present = now.get();
        RegisterValue held = RegisterValue.decode(found).at(present);
        last = finding(held);
        boolean writes = last == Finding.MADE && held.versionOf(write.tag()).isEmpty();
        if (!writes) {
            return RegisterValue.carried(found, present);
        }
        RegisterValue next =
                write.deletes()
                        ? held.delete(write.tag(), write.millis(), present.round())
                        : held.put(
                                write.tag(),
                                write.millis(),
                                write.content(),
                                write.expiresMillis());
        firstMade = Math.min(firstMade, next.version());
        return Optional.of(next.encode());
    }

    private Finding finding(RegisterValue held) {
        if (held.versionOf(write.tag()).isPresent()) {
            return Finding.MADE;
        }
        if (held.cancelled(write.tag()).isPresent()) {
            return Finding.CANCELLED;
        }
        if (write.repeatsOnly()) {
            return Finding.TOO_OLD;
        }
        if (firstMade <= held.version() && !held.names(firstMade)) {
            return Finding.LOST_TRACK;
        }
        if (!holds(held)) {
            return Finding.CONFLICT;
        }
        return write.deletes() && held.deleted() ? Finding.NOTHING_TO_DELETE : Finding.MADE;
    }

    private boolean holds(RegisterValue held) {
        return write.condition().isEmpty()
                || switch (write.condition().get()) {
                    case Condition.Matches(ETag etag) -> held.etag().equals(Optional.of(etag));
                    case Condition.Absent _ -> held.deleted();
                    case Condition.Exists _ -> !held.deleted();
                };
    }

    /** What became of it, given the value that was agreed on in the end. */
    public Effect effect(Bytes chosen) {
        RegisterValue value = RegisterValue.decode(chosen);
        var version = value.versionOf(write.tag());
        if (version.isPresent()) {
            return new Effect.Written(
                    write.deletes()
                            ? Optional.empty()
                            : Optional.of(RegisterValue.etag(version.getAsLong(), write.tag())));
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
