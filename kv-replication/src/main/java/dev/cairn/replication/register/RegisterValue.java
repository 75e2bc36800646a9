package dev.cairn.replication.register;

import dev.cairn.api.Bytes;
import dev.cairn.api.ETag;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
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
 * @param timestampMillis when the last write was made, by its coordinator's clock; for showing only
 * @param writes the tags of the last writes, the last one first, at most {@link #MAX_WRITES}
 * @param content the bytes that clients see
 */
public record RegisterValue(
        long version, boolean deleted, long timestampMillis, List<Long> writes, Bytes content) {
    /** How many writes are remembered. */
    public static final int MAX_WRITES = 16;

    /** Never written. */
    public static final RegisterValue NONE = new RegisterValue(0, true, 0, List.of(), Bytes.EMPTY);

    private static final int DELETED = 1;

    /** Copies the list. */
    public RegisterValue {
        writes = List.copyOf(writes);
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
        boolean deleted = reader.varint(DELETED) == DELETED;
        long version = reader.varint();
        long timestamp = reader.i64();
        int count = reader.varint(MAX_WRITES);
        List<Long> writes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            writes.add(reader.i64());
        }
        Bytes content = Bytes.copyOf(reader.raw(reader.remaining()));
        return new RegisterValue(version, deleted, timestamp, writes, content);
    }

    /** The register's bytes. */
    public Bytes encode() {
        WireWriter writer = new WireWriter(32 + 8 * writes.size() + content.size());
        writer.u8(deleted ? DELETED : 0).varint(version).i64(timestampMillis);
        writer.varint(writes.size());
        writes.forEach(writer::i64);
        return writer.raw(content).toBytes();
    }

    /** The value after a write. */
    public RegisterValue then(long tag, boolean deletes, long millis, Bytes next) {
        List<Long> last = new ArrayList<>(MAX_WRITES);
        last.add(tag);
        last.addAll(writes.subList(0, Math.min(writes.size(), MAX_WRITES - 1)));
        return new RegisterValue(version + 1, deletes, millis, last, next);
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
