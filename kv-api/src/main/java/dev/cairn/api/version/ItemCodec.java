package dev.cairn.api.version;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes of items and context tokens, drawn in docs/formats/item.md.
 *
 * <p>An item has exactly one encoding, and decoding refuses every other: equal items are equal
 * bytes, so replicas may be compared by hash. Decoding checks all that an item promises, and uses
 * no more memory than a small multiple of its input's size.
 */
public final class ItemCodec {
    /** The version of both formats, their first byte. */
    public static final int FORMAT = 1;

    /** The first byte of an item with marks. */
    static final int FORMAT_WITH_MARKS = 2;

    static final int TOMBSTONE = 1;
    static final int EXPIRES = 2;
    static final int OPERATION = 4;

    /**
     * The version is alone and its past is all that the item has seen but its own dot: the usual
     * case, left out.
     */
    static final int PAST_IS_REST = 8;

    private static final int KNOWN_FLAGS = TOMBSTONE | EXPIRES | OPERATION | PAST_IS_REST;
    static final int MAX_VERSIONS = 1 << 12;

    private ItemCodec() {}

    /** Encodes an item. */
    public static Bytes encode(Item item) {
        int values = 0;
        for (Version version : item.versions()) {
            values += version.value().size();
        }
        WireWriter writer =
                new WireWriter(
                        64
                                + 32 * (item.seen().size() + item.versions().size())
                                + 20 * item.marks().size()
                                + values);
        write(item, writer);
        return writer.toBytes();
    }

    /**
     * Appends an item's encoding. Throws {@link IllegalArgumentException} when the item has more
     * siblings or actors than any item may have, or a version of which it has not seen all.
     */
    public static void write(Item item, WireWriter writer) {
        if (item.versions().size() > MAX_VERSIONS) {
            throw new IllegalArgumentException(
                    item.versions().size() + " siblings; at most " + MAX_VERSIONS);
        }
        writer.u8(item.marks().isEmpty() ? FORMAT : FORMAT_WITH_MARKS);
        ContextCodec.write(item.seen(), writer);
        writer.varint(item.versions().size());
        for (Version version : item.versions()) {
            writeVersion(version, item, writer);
        }
        if (!item.marks().isEmpty()) {
            MarkCodec.write(item.marks(), item.seen(), writer);
        }
    }

    /**
     * Decodes an item; throws {@link MalformedException} for anything that {@link #encode} did not
     * write.
     */
    public static Item decode(MemorySegment bytes) {
        WireReader reader = new WireReader(bytes);
        Item item = read(reader);
        reader.end();
        return item;
    }

    /**
     * As {@link #decode}, of the bytes as they lie in a store, {@linkplain Origin foreign} or not.
     */
    public static Item decodeStored(MemorySegment stored) {
        WireReader reader = new WireReader(stored);
        Item item = read(reader, Origin.BIT);
        reader.end();
        return item;
    }

    /**
     * Decodes an item at the reader's position and leaves it behind the item; throws {@link
     * MalformedException}.
     */
    public static Item read(WireReader reader) {
        return read(reader, 0);
    }

    /** Reads an item of which the first byte may have bits that tell something else. */
    private static Item read(WireReader reader, int otherBits) {
        boolean marked = expectFormat(reader, FORMAT_WITH_MARKS, otherBits) == FORMAT_WITH_MARKS;
        CausalContext seen = ContextCodec.read(reader);
        int count = reader.varint(seen.isEmpty() ? 0 : MAX_VERSIONS);
        List<Version> versions = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            Version version = readVersion(reader, seen, count == 1);
            if (i > 0 && versions.getLast().dot().compareTo(version.dot()) >= 0) {
                throw new MalformedException(
                        "versions out of order before byte " + reader.position());
            }
            versions.add(version);
        }
        return marked ? MarkCodec.read(new Item(seen, versions), reader) : new Item(seen, versions);
    }

    /**
     * Whether the item {@code later} is what a join with {@code earlier} makes: both are the bytes
     * of items, the earlier one's as they lie in a store, and {@code later} is one version that
     * replaces all that the other knows. Costs a fraction of decoding them; may answer false where
     * it is so, never true where it is not.
     */
    public static boolean follows(MemorySegment later, MemorySegment earlier) {
        return Succession.isBetween(earlier, later);
    }

    /** The token that stands for {@code seen}. */
    public static Context token(CausalContext seen) {
        WireWriter writer = new WireWriter(16 + 32 * seen.size());
        writer.u8(FORMAT);
        ContextCodec.write(seen, writer);
        return new Context(writer.toBytes());
    }

    /**
     * What a token stands for; throws {@link KvException} {@code BAD_REQUEST} when it is none of
     * ours.
     */
    public static CausalContext seen(Context token) {
        try {
            WireReader reader = new WireReader(token.token());
            expectFormat(reader, FORMAT, 0);
            CausalContext seen = ContextCodec.read(reader);
            reader.end();
            return seen;
        } catch (MalformedException notOurs) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "the context is not a token that this store gave out");
        }
    }

    private static int expectFormat(WireReader reader, int last, int otherBits) {
        int format = reader.u8() & ~otherBits;
        if (format < FORMAT || format > last) {
            throw new MalformedException("expected item format " + FORMAT + ", read " + format);
        }
        return format;
    }

    private static void writeVersion(Version version, Item item, WireWriter writer) {
        if (!item.seen().contains(version.dot()) || !item.seen().covers(version.past())) {
            throw new IllegalArgumentException(
                    "the item has not seen all of its version " + version.dot());
        }
        int own = item.seen().indexOf(version.dot().actor());
        boolean pastIsRest =
                item.versions().size() == 1
                        && isRest(version.past(), item.seen(), own, version.dot());
        int flags =
                (version.tombstone() ? TOMBSTONE : 0)
                        | (version.expiresMillis().isPresent() ? EXPIRES : 0)
                        | (version.operation().isPresent() ? OPERATION : 0)
                        | (pastIsRest ? PAST_IS_REST : 0);
        writer.u8(flags).varint(own).varint(version.dot().counter());
        writer.i64(version.timestamp().bits()).varint(version.round());
        if (!pastIsRest) {
            writePast(version.past(), item.seen(), writer);
        } else if (version.dot().counter() > 1) {
            writer.i32(version.past().entries().get(own).lastSeconds());
        }
        version.expiresMillis().ifPresent(writer::varint);
        version.operation().ifPresent(id -> writer.text(id.text()));
        if (!version.tombstone()) {
            writer.bytes(version.value());
        }
    }

    private static Version readVersion(WireReader reader, CausalContext seen, boolean alone) {
        int flags = reader.u8();
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new MalformedException(
                    "unknown flags " + flags + " before byte " + reader.position());
        }
        int own = reader.varint(seen.size() - 1);
        long counter = reader.varint();
        CausalEntry entry = seen.entries().get(own);
        if (counter < 1 || !entry.contains(counter)) {
            throw new MalformedException(
                    "a version's dot was never seen, before byte " + reader.position());
        }
        Dot dot = new Dot(entry.actor(), counter);
        HybridTimestamp timestamp = new HybridTimestamp(reader.i64());
        long round = reader.varint();
        boolean pastIsRest = (flags & PAST_IS_REST) != 0;
        CausalContext past = pastIsRest ? readRest(reader, seen, own, dot) : readPast(reader, seen);
        boolean shortest = pastIsRest ? alone : !alone || !isRest(past, seen, own, dot);
        if (!shortest || past.contains(dot) || !seen.covers(past)) {
            throw new MalformedException(
                    "no such past of a version before byte " + reader.position());
        }
        OptionalLong expires =
                (flags & EXPIRES) != 0 ? OptionalLong.of(reader.varint()) : OptionalLong.empty();
        Optional<OperationId> operation =
                (flags & OPERATION) != 0 ? Optional.of(readOperation(reader)) : Optional.empty();
        boolean tombstone = (flags & TOMBSTONE) != 0;
        Bytes value = tombstone ? Bytes.EMPTY : reader.bytes();
        return new Version(dot, past, timestamp, round, value, tombstone, expires, operation);
    }

    private static OperationId readOperation(WireReader reader) {
        String text = reader.text();
        try {
            return new OperationId(text);
        } catch (KvException notAnId) {
            throw new MalformedException("no operation id before byte " + reader.position());
        }
    }

    private static void writePast(CausalContext past, CausalContext seen, WireWriter writer) {
        writer.varint(past.size());
        for (CausalEntry entry : past.entries()) {
            writer.varint(seen.indexOf(entry.actor()));
            ContextCodec.writeDots(entry, writer);
        }
    }

    private static CausalContext readPast(WireReader reader, CausalContext seen) {
        int count = reader.varint(seen.size());
        List<CausalEntry> entries = new ArrayList<>(Math.min(count, 16));
        int before = -1;
        for (int i = 0; i < count; i++) {
            int actor = reader.varint(seen.size() - 1);
            if (actor <= before) {
                throw new MalformedException(
                        "actors out of order before byte " + reader.position());
            }
            before = actor;
            entries.add(ContextCodec.readDots(seen.entries().get(actor).actor(), reader));
        }
        return CausalContext.ofEntries(entries);
    }

    /**
     * Whether {@code past} is all of {@code seen} but {@code dot}, the last dot of an actor seen
     * without gaps.
     */
    private static boolean isRest(CausalContext past, CausalContext seen, int own, Dot dot) {
        CausalEntry entry = seen.entries().get(own);
        boolean last = entry.base() == dot.counter() && entry.detached().length == 0;
        if (!last || past.size() != seen.size() - (dot.counter() == 1 ? 1 : 0)) {
            return false;
        }
        int seconds = dot.counter() == 1 ? 0 : past.entries().get(own).lastSeconds();
        return past.equals(rest(seen, own, dot, seconds));
    }

    private static CausalContext readRest(WireReader reader, CausalContext seen, int own, Dot dot) {
        CausalEntry entry = seen.entries().get(own);
        if (entry.base() != dot.counter() || entry.detached().length > 0) {
            throw new MalformedException(
                    "a version has no rest to be its past, before byte " + reader.position());
        }
        return rest(seen, own, dot, dot.counter() == 1 ? 0 : reader.i32());
    }

    /**
     * All of {@code seen} but its actor {@code own}'s last dot; {@code seconds} is the time of that
     * actor's dot before.
     */
    private static CausalContext rest(CausalContext seen, int own, Dot dot, int seconds) {
        List<CausalEntry> entries = new ArrayList<>(seen.entries());
        if (dot.counter() == 1) {
            entries.remove(own);
        } else {
            entries.set(
                    own,
                    new CausalEntry(dot.actor(), dot.counter() - 1, CausalEntry.NONE, seconds));
        }
        return CausalContext.ofEntries(entries);
    }
}
