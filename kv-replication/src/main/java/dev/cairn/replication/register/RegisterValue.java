package dev.cairn.replication.register;

import dev.cairn.api.Bytes;
import dev.cairn.api.ETag;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.round.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The value of a key's register: what clients see of it, and which writes made it. Drawn in
 * docs/formats/registers.md under "keys as registers".
 *
 * <p>The last writes are named, so that one that is tried again, because its proposer was overtaken
 * or its caller retries, finds itself and takes effect once.
 *
 * @param version how many writes took effect
 * @param deleted whether the key has no value; what is left then is a tombstone
 * @param timestampMillis when the last write was made, by its coordinator's clock
 * @param writes the tags of the last writes, the last one first, at most {@link #MAX_WRITES}
 * @param content the bytes that clients see
 * @param cancelled writes that never take effect, the last one first, at most {@link #MAX_WRITES}
 * @param expiresMillis from when on whoever proposes anything ends it, since 1970; of a value only
 * @param round of a tombstone, the round of deletes under which it was last proposed; one that does
 *     not say is never forgotten
 */
public record RegisterValue(
        long version,
        boolean deleted,
        long timestampMillis,
        List<Long> writes,
        Bytes content,
        List<Cancelled> cancelled,
        OptionalLong expiresMillis,
        OptionalLong round) {
    /** How many writes are remembered, and how many cancelled ones. */
    public static final int MAX_WRITES = 16;

    /** Never written. */
    public static final RegisterValue NONE = new RegisterValue(0, true, 0, List.of(), Bytes.EMPTY);

    private static final int DELETED = 1;
    private static final int CANCELLED = 2;
    private static final int EXPIRES = 4;
    private static final int UNDER_ROUND = 8;
    private static final int FLAGS = DELETED | CANCELLED | EXPIRES | UNDER_ROUND;
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * A write that never takes effect from now on.
     *
     * @param tag the write
     * @param version how many writes had taken effect by then
     */
    public record Cancelled(long tag, long version) {
        /** Whether all writes so far were named, so that this one cannot have been among them. */
        public boolean isCertain() {
            return version <= MAX_WRITES;
        }
    }

    /** A value that stays, or a tombstone that does; no write was cancelled of it. */
    public RegisterValue(
            long version, boolean deleted, long timestampMillis, List<Long> writes, Bytes content) {
        this(
                version,
                deleted,
                timestampMillis,
                writes,
                content,
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /** Copies the lists. */
    public RegisterValue {
        writes = List.copyOf(writes);
        cancelled = List.copyOf(cancelled);
    }

    /**
     * Reads a register's bytes, none for one that was never written; throws {@link
     * dev.cairn.api.wire.MalformedException} for what {@link #encode} did not write.
     */
    public static RegisterValue decode(Bytes value) {
        if (value.isEmpty()) {
            return NONE;
        }
        WireReader reader = new WireReader(value);
        int flags = reader.varint(FLAGS);
        boolean deleted = (flags & DELETED) != 0;
        long version = reader.varint();
        long timestamp = reader.i64();
        int count = reader.varint(MAX_WRITES);
        List<Long> writes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            writes.add(reader.i64());
        }
        List<Cancelled> cancelled = List.of();
        if ((flags & CANCELLED) != 0) {
            int more = reader.varint(MAX_WRITES);
            cancelled = new ArrayList<>(more);
            for (int i = 0; i < more; i++) {
                cancelled.add(new Cancelled(reader.i64(), reader.varint()));
            }
        }
        OptionalLong expires =
                (flags & EXPIRES) == 0 ? OptionalLong.empty() : OptionalLong.of(reader.i64());
        OptionalLong round =
                (flags & UNDER_ROUND) == 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(reader.varint());
        Bytes content = Bytes.copyOf(reader.raw(reader.remaining()));
        return new RegisterValue(
                version, deleted, timestamp, writes, content, cancelled, expires, round);
    }

    /** Whether encoded bytes are a tombstone, or a value that expires. */
    static boolean ends(Bytes value) {
        return !value.isEmpty() && (value.at(0) & (DELETED | EXPIRES)) != 0;
    }

    /** The register's bytes. */
    public Bytes encode() {
        int tags = writes.size() + 2 * cancelled.size();
        WireWriter writer = new WireWriter(48 + 8 * tags + content.size());
        writer.u8(flags());
        writer.varint(version).i64(timestampMillis).varint(writes.size());
        writes.forEach(writer::i64);
        if (!cancelled.isEmpty()) {
            writer.varint(cancelled.size());
            cancelled.forEach(write -> writer.i64(write.tag()).varint(write.version()));
        }
        expiresMillis.ifPresent(writer::i64);
        round.ifPresent(writer::varint);
        return writer.raw(content).toBytes();
    }

    private int flags() {
        return (deleted ? DELETED : 0)
                | (cancelled.isEmpty() ? 0 : CANCELLED)
                | (expiresMillis.isPresent() ? EXPIRES : 0)
                | (round.isPresent() ? UNDER_ROUND : 0);
    }

    /** The value after a put. */
    RegisterValue put(long tag, long millis, Bytes next, OptionalLong expires) {
        return new RegisterValue(
                version + 1,
                false,
                millis,
                first(tag, writes),
                next,
                cancelled,
                expires,
                OptionalLong.empty());
    }

    /** The value after a delete that is proposed under {@code round}. */
    RegisterValue delete(long tag, long millis, long under) {
        return new RegisterValue(
                version + 1,
                true,
                millis,
                first(tag, writes),
                Bytes.EMPTY,
                cancelled,
                OptionalLong.empty(),
                OptionalLong.of(under));
    }

    /**
     * The value as whoever proposes anything now finds it: a tombstone when its time is up. What is
     * a tombstone is one of the present round.
     */
    RegisterValue at(Moment now) {
        if (!deleted && !isExpired(now.millis())) {
            return this;
        }
        return new RegisterValue(
                version,
                true,
                timestampMillis,
                writes,
                Bytes.EMPTY,
                cancelled,
                OptionalLong.empty(),
                OptionalLong.of(now.round()));
    }

    /** What is proposed now of a register whose value is to stay; empty for the same again. */
    static Optional<Bytes> carried(Bytes found, Moment now) {
        RegisterValue held = decode(found).at(now);
        return held.deleted() ? Optional.of(held.encode()) : Optional.empty();
    }

    /** Whether its time is up at {@code nowMillis} since 1970. */
    public boolean isExpired(long nowMillis) {
        return expiresMillis.isPresent() && expiresMillis.getAsLong() <= nowMillis;
    }

    /** The same value, to which the write is never applied any more. */
    RegisterValue cancelling(long tag, long millis) {
        return new RegisterValue(
                version,
                deleted,
                deleted ? Math.max(timestampMillis, millis) : timestampMillis,
                writes,
                content,
                first(new Cancelled(tag, version), cancelled),
                expiresMillis,
                round);
    }

    private static <T> List<T> first(T next, List<T> others) {
        List<T> last = new ArrayList<>(MAX_WRITES);
        last.add(next);
        last.addAll(others.subList(0, Math.min(others.size(), MAX_WRITES - 1)));
        return last;
    }

    /**
     * From when on nothing of it can be asked for, by any member's clock, milliseconds since 1970:
     * no value, nor what became of a write (CORRECTNESS rule 18). The largest value for never.
     */
    long deadFrom() {
        long skew = Round.MAX_SKEW.toMillis();
        if (expiresMillis.isPresent()) {
            return expiresMillis.getAsLong() + skew;
        }
        if (round.isEmpty()) {
            return NEVER;
        }
        boolean unnamed = writes.isEmpty() && cancelled.isEmpty();
        return unnamed ? 0 : timestampMillis + OperationMark.KEPT.toMillis() + skew;
    }

    /** How the write was cancelled; empty when it was not, or is not remembered. */
    public Optional<Cancelled> cancelled(long tag) {
        return cancelled.stream().filter(write -> write.tag() == tag).findFirst();
    }

    /** The version that a write made; empty when it is not among the last. */
    public OptionalLong versionOf(long tag) {
        int index = writes.indexOf(tag);
        return index < 0 ? OptionalLong.empty() : OptionalLong.of(version - index);
    }

    /** Whether it names the write that made {@code version}. */
    public boolean names(long made) {
        return made > version - writes.size();
    }

    /** The name of this state; empty when there is no value. */
    public Optional<ETag> etag() {
        return deleted ? Optional.empty() : Optional.of(etag(version, writes.getFirst()));
    }

    /** The name of the state that a write left. */
    static ETag etag(long version, long tag) {
        return new ETag(version + "-" + Long.toHexString(tag));
    }
}
