package dev.cairn.api.version;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes of items and context tokens, drawn in docs/formats.md under "item" and "context".
 *
 * <p>An item has exactly one encoding, so equal items are equal bytes: replicas may be compared by hash.
 */
public final class ItemCodec {
    /** The version of both formats, their first byte. */
    public static final int FORMAT = 1;

    private static final int TOMBSTONE = 1;
    private static final int EXPIRES = 2;
    private static final int OPERATION = 4;
    private static final int PAST_IS_REST = 8;
    private static final int KNOWN_FLAGS = TOMBSTONE | EXPIRES | OPERATION | PAST_IS_REST;
    private static final int MAX_ACTORS = 1 << 16;
    private static final int MAX_VERSIONS = 1 << 16;
    private static final int MAX_DETACHED = 1 << 20;

    private ItemCodec() {}

    /** Encodes an item. */
    public static Bytes encode(Item item) {
        int values = 0;
        for (Version version : item.versions()) {
            values += version.value().size();
        }
        WireWriter writer = new WireWriter(64 + 32 * item.seen().size() + 32 * item.versions().size() + values);
        write(item, writer);
        return writer.toBytes();
    }

    /** Appends an item's encoding. */
    public static void write(Item item, WireWriter writer) {
        writer.u8(FORMAT);
        writeContext(item.seen(), writer);
        writer.varint(item.versions().size());
        for (Version version : item.versions()) {
            writeVersion(version, item.seen(), writer);
        }
    }

    /** Decodes an item; throws {@link MalformedException} for anything that {@link #encode} did not write. */
    public static Item decode(MemorySegment bytes) {
        WireReader reader = new WireReader(bytes);
        Item item = read(reader);
        reader.end();
        return item;
    }

    /** Decodes an item at the reader's position and leaves it behind the item. */
    public static Item read(WireReader reader) {
        expectFormat(reader);
        CausalContext seen = readContext(reader);
        int count = reader.varint(MAX_VERSIONS);
        List<Version> versions = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            versions.add(readVersion(reader, seen));
        }
        return new Item(seen, versions);
    }

    /** The token that stands for {@code seen}. */
    public static Context token(CausalContext seen) {
        WireWriter writer = new WireWriter(16 + 32 * seen.size());
        writer.u8(FORMAT);
        writeContext(seen, writer);
        return new Context(writer.toBytes());
    }

    /** What a token stands for; throws {@link KvException} {@code BAD_REQUEST} when it is none of ours. */
    public static CausalContext seen(Context token) {
        try {
            WireReader reader = new WireReader(token.token());
            expectFormat(reader);
            CausalContext seen = readContext(reader);
            reader.end();
            return seen;
        } catch (MalformedException | KvException notOurs) {
            throw new KvException(ErrorCode.BAD_REQUEST, "the context is not a token that this store gave out");
        }
    }

    private static void expectFormat(WireReader reader) {
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected item format " + FORMAT + ", read " + format);
        }
    }

    private static void writeContext(CausalContext context, WireWriter writer) {
        writer.varint(context.size());
        for (CausalEntry entry : context.entries()) {
            ActorId actor = entry.actor();
            writer.text(actor.node().name()).i64(actor.storage()).varint(actor.epoch());
            writeDots(entry, writer);
        }
    }

    private static CausalContext readContext(WireReader reader) {
        int count = reader.varint(MAX_ACTORS);
        List<CausalEntry> entries = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            ActorId actor = new ActorId(new NodeId(reader.text()), reader.i64(), reader.varint());
            if (i > 0 && entries.get(i - 1).actor().compareTo(actor) >= 0) {
                throw new MalformedException("actors out of order before byte " + reader.position());
            }
            entries.add(readDots(actor, reader));
        }
        return CausalContext.ofEntries(entries);
    }

    private static void writeDots(CausalEntry entry, WireWriter writer) {
        writer.varint(entry.base()).varint(entry.detached().length);
        long before = entry.base();
        for (long counter : entry.detached()) {
            writer.varint(counter - before);
            before = counter;
        }
        writer.i32(entry.lastSeconds());
    }

    private static CausalEntry readDots(ActorId actor, WireReader reader) {
        long base = reader.varint();
        int count = reader.varint(MAX_DETACHED);
        if (base < 0 || base == 0 && count == 0 || count > reader.remaining()) {
            throw new MalformedException("no such set of dots before byte " + reader.position());
        }
        long[] detached = new long[count];
        long before = base;
        for (int i = 0; i < count; i++) {
            long step = reader.varint();
            if (step < (i == 0 ? 2 : 1) || before + step < 0) {
                throw new MalformedException("dots out of order before byte " + reader.position());
            }
            before += step;
            detached[i] = before;
        }
        return new CausalEntry(actor, base, detached, reader.i32());
    }

    private static void writeVersion(Version version, CausalContext seen, WireWriter writer) {
        int own = indexOf(seen, version.dot().actor());
        Optional<CausalContext> rest = without(seen, own, version);
        boolean pastIsRest = rest.isPresent() && rest.get().equals(version.past());
        int flags = (version.tombstone() ? TOMBSTONE : 0)
                | (version.expiresMillis().isPresent() ? EXPIRES : 0)
                | (version.operation().isPresent() ? OPERATION : 0)
                | (pastIsRest ? PAST_IS_REST : 0);
        writer.u8(flags).varint(own).varint(version.dot().counter());
        writer.i64(version.timestamp().bits()).varint(version.round());
        if (pastIsRest) {
            if (version.dot().counter() > 1) {
                writer.i32(version.past().entries().get(own).lastSeconds());
            }
        } else {
            writer.varint(version.past().size());
            for (CausalEntry entry : version.past().entries()) {
                writer.varint(indexOf(seen, entry.actor()));
                writeDots(entry, writer);
            }
        }
        version.expiresMillis().ifPresent(writer::varint);
        version.operation().ifPresent(id -> writer.text(id.text()));
        if (!version.tombstone()) {
            writer.bytes(version.value());
        }
    }

    private static Version readVersion(WireReader reader, CausalContext seen) {
        int flags = reader.u8();
        if ((flags & ~KNOWN_FLAGS) != 0 || seen.isEmpty()) {
            throw new MalformedException("unknown flags " + flags + " before byte " + reader.position());
        }
        int own = reader.varint(seen.size() - 1);
        long counter = reader.varint();
        if (counter < 1 || !seen.entries().get(own).contains(counter)) {
            throw new MalformedException("a version's dot was never seen, before byte " + reader.position());
        }
        Dot dot = new Dot(seen.entries().get(own).actor(), counter);
        HybridTimestamp timestamp = new HybridTimestamp(reader.i64());
        long round = reader.varint();
        CausalContext past =
                (flags & PAST_IS_REST) != 0 ? readRest(reader, seen, own, dot) : readPast(reader, seen);
        OptionalLong expires = (flags & EXPIRES) != 0 ? OptionalLong.of(reader.varint()) : OptionalLong.empty();
        Optional<OperationId> operation =
                (flags & OPERATION) != 0 ? Optional.of(new OperationId(reader.text())) : Optional.empty();
        boolean tombstone = (flags & TOMBSTONE) != 0;
        Bytes value = tombstone ? Bytes.EMPTY : reader.bytes();
        return new Version(dot, past, timestamp, round, value, tombstone, expires, operation);
    }

    private static CausalContext readRest(WireReader reader, CausalContext seen, int own, Dot dot) {
        List<CausalEntry> entries = new ArrayList<>(seen.entries());
        CausalEntry mine = entries.get(own);
        if (mine.base() != dot.counter() || mine.detached().length > 0) {
            throw new MalformedException("a version has no rest to be its past, before byte " + reader.position());
        }
        if (dot.counter() == 1) {
            entries.remove(own);
        } else {
            entries.set(own, new CausalEntry(dot.actor(), dot.counter() - 1, new long[0], reader.i32()));
        }
        return CausalContext.ofEntries(entries);
    }

    private static CausalContext readPast(WireReader reader, CausalContext seen) {
        int count = reader.varint(seen.size());
        List<CausalEntry> entries = new ArrayList<>(count);
        int before = -1;
        for (int i = 0; i < count; i++) {
            int actor = reader.varint(seen.size() - 1);
            if (actor <= before) {
                throw new MalformedException("actors out of order before byte " + reader.position());
            }
            before = actor;
            entries.add(readDots(seen.entries().get(actor).actor(), reader));
        }
        return CausalContext.ofEntries(entries);
    }

    /** All that was seen but the version's own dot, when that dot is the last of an actor seen without gaps. */
    private static Optional<CausalContext> without(CausalContext seen, int own, Version version) {
        CausalEntry entry = seen.entries().get(own);
        long counter = version.dot().counter();
        if (entry.base() != counter || entry.detached().length > 0) {
            return Optional.empty();
        }
        List<CausalEntry> entries = new ArrayList<>(seen.entries());
        if (counter == 1) {
            entries.remove(own);
        } else if (indexOfOrMinus(version.past(), entry.actor()) != own) {
            return Optional.empty();
        } else {
            int seconds = version.past().entries().get(own).lastSeconds();
            entries.set(own, new CausalEntry(entry.actor(), counter - 1, new long[0], seconds));
        }
        return Optional.of(CausalContext.ofEntries(entries));
    }

    private static int indexOf(CausalContext seen, ActorId actor) {
        int index = indexOfOrMinus(seen, actor);
        if (index < 0) {
            throw new IllegalArgumentException("the item has not seen " + actor + ", which one of its versions names");
        }
        return index;
    }

    private static int indexOfOrMinus(CausalContext context, ActorId actor) {
        for (int i = 0; i < context.size(); i++) {
            if (context.entries().get(i).actor().equals(actor)) {
                return i;
            }
        }
        return -1;
    }
}
