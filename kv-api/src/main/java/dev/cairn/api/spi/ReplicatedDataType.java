package dev.cairn.api.spi;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvException;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationName;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A resolver of a bucket whose puts are operations on what is there, rather than values in its
 * place: a conflict-free replicated data type (Shapiro et al. 2011).
 *
 * <ol>
 *   <li>{@link #apply} is a pure function. It answers a version that the item's own join and {@link
 *       #collapse} bring together with what others made of the same key meanwhile.
 *   <li>The past it answers lies within what the item has seen, and holds the dot of no version
 *       whose effect the new one does not carry on, apart from what the operation takes back.
 *   <li>Versions do not expire, but for what a delete leaves: they carry each other's effects. A
 *       put with a lifetime is refused.
 *   <li>What readers see holds every operation whose version the item has, or has seen superseded,
 *       once; and one with a name once however often it was tried through coordinators that did not
 *       know of each other.
 *   <li>{@link #memory} tells of every named operation that the item holds, until it is forgotten;
 *       and a name is forgotten only where the {@link Attempt} allows it.
 * </ol>
 */
public interface ReplicatedDataType extends ConflictResolver {
    /**
     * A coordinator that may lack some of what the key's owners hold takes no operation for new
     * whose id tells a time longer ago.
     */
    Duration FRESH = Duration.ofMinutes(1);

    /**
     * How far apart clocks may be: a name that may be tried again is remembered for so much longer.
     */
    Duration MAX_SKEW = Duration.ofMinutes(5);

    /** So many names a version may go on remembering though it could forget them. */
    int ROOM = 32;

    /**
     * What a try of a put or a delete makes of what its coordinator holds. Throws {@link
     * KvException}: {@code BAD_REQUEST} when the operation is none of this type, {@code OVERLOADED}
     * when the key remembers too many names.
     *
     * @param held what the coordinator holds; not yet with the attempt's dot
     */
    Update apply(Item held, Attempt attempt);

    /** A put or a delete that has no name. */
    default Update apply(Item held, Dot dot, CausalContext observed, Optional<Bytes> operation) {
        return apply(
                held, new Attempt(dot, observed, operation, Optional.empty(), 0, Settled.NOTHING));
    }

    /** What an item tells of the operation with this name. */
    Memory memory(Item held, OperationName name);

    /**
     * One try of an operation.
     *
     * @param dot the new version's dot
     * @param observed what the writer has seen; what the item has seen when it does not say
     * @param operation the put's value; empty for a delete, which takes back what was observed
     * @param id what its id tells; empty when its caller brought none
     * @param nowMillis the coordinator's time, milliseconds since 1970
     * @param settled what all owners of the key are known to hold
     */
    record Attempt(
            Dot dot,
            CausalContext observed,
            Optional<Bytes> operation,
            Optional<Identity> id,
            long nowMillis,
            Settled settled) {}

    /**
     * What was found out when all who may coordinate operations on the key were asked. The name of
     * an operation that all held then may be forgotten, if by then nobody took a retry of it for
     * new any more.
     *
     * @param millis when they were asked, milliseconds since 1970
     * @param everywhere whether all held what the write with that dot left; what else they held of
     *     its operation the item has by now
     */
    record Settled(long millis, Predicate<Dot> everywhere) {
        /** Nothing was found out. */
        public static final Settled NOTHING = new Settled(0, dot -> false);
    }

    /**
     * What an operation's id tells.
     *
     * @param name tells it from all others
     * @param millis when the id was made, or else when the operation is tried
     * @param timed whether the id tells that itself, so that every try tells the same
     * @param first the write that the id names, where the store gave it the id: the operation is
     *     that write, and counts as it where it was seen
     * @param onceFrom the first of those operations of the same origin that were tried once and
     *     never will be again
     * @param onceTo the first one behind those; {@code onceFrom} when there are none
     */
    record Identity(
            OperationName name,
            long millis,
            boolean timed,
            Optional<Dot> first,
            long onceFrom,
            long onceTo) {
        /** Whether the operation with that name was tried once and never will be again. */
        public boolean triedOnce(OperationName other) {
            return other.origin() == name.origin()
                    && other.number() >= onceFrom
                    && other.number() < onceTo;
        }
    }

    /**
     * What is remembered of an operation.
     *
     * @param applied the write that was a try of it and is remembered
     * @param appliedMillis when that was; 0 where there is none
     * @param forgottenMillis of operations whose ids tell this time or an earlier one some were
     *     forgotten that may be tried again; 0 for none
     * @param onceMillis the same of operations that are never tried again
     */
    record Memory(
            Optional<Dot> applied, long appliedMillis, long forgottenMillis, long onceMillis) {}

    /**
     * The version that it leaves.
     *
     * @param past the dots that it supersedes
     * @param value the bytes to store; empty for a tombstone
     * @param names how many operations the value remembers by their names
     * @param nameBytes how many of its bytes that takes
     * @param deleted whether it is what a delete leaves: nothing but names, which may go when no
     *     retry is taken any more
     */
    record Update(
            CausalContext past, Optional<Bytes> value, int names, int nameBytes, boolean deleted) {
        /** A version that remembers no names. */
        public Update(CausalContext past, Optional<Bytes> value) {
            this(past, value, 0, 0, false);
        }
    }
}
