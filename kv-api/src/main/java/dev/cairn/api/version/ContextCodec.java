package dev.cairn.api.version;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a causal context, drawn in docs/formats/item.md. One set of dots has one encoding.
 */
final class ContextCodec {
    /** More actors than one key ever has; bounds what damaged bytes can ask for. */
    static final int MAX_ACTORS = 1 << 12;

    private static final int MAX_DETACHED = 1 << 16;

    private ContextCodec() {}

    /** Throws {@link IllegalArgumentException} for a context that {@link #read} would refuse. */
    static void write(CausalContext context, WireWriter writer) {
        if (context.size() > MAX_ACTORS) {
            throw new IllegalArgumentException(
                    context.size() + " actors of one key; at most " + MAX_ACTORS);
        }
        writer.varint(context.size());
        for (CausalEntry entry : context.entries()) {
            ActorId actor = entry.actor();
            writer.text(actor.node().name()).i64(actor.storage()).varint(actor.epoch());
            writeDots(entry, writer);
        }
    }

    static CausalContext read(WireReader reader) {
        int count = reader.varint(MAX_ACTORS);
        List<CausalEntry> entries = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            ActorId actor = new ActorId(readNode(reader), reader.i64(), reader.varint());
            if (i > 0 && entries.get(i - 1).actor().compareTo(actor) >= 0) {
                throw new MalformedException(
                        "actors out of order before byte " + reader.position());
            }
            entries.add(readDots(actor, reader));
        }
        return CausalContext.ofEntries(entries);
    }

    private static NodeId readNode(WireReader reader) {
        String name = reader.text();
        try {
            return new NodeId(name);
        } catch (KvException notAName) {
            throw new MalformedException("no node id before byte " + reader.position());
        }
    }

    static void writeDots(CausalEntry entry, WireWriter writer) {
        if (entry.detached().length > MAX_DETACHED) {
            throw new IllegalArgumentException(
                    entry.detached().length + " dots apart; at most " + MAX_DETACHED);
        }
        writer.varint(entry.base()).varint(entry.detached().length);
        long before = entry.base();
        for (long counter : entry.detached()) {
            writer.varint(counter - before);
            before = counter;
        }
        writer.i32(entry.lastSeconds());
    }

    static CausalEntry readDots(ActorId actor, WireReader reader) {
        long base = readStep(reader, 0, 0);
        int count = reader.varint(MAX_DETACHED);
        if (base == 0 && count == 0 || count > reader.remaining()) {
            throw new MalformedException("no such set of dots before byte " + reader.position());
        }
        long[] detached = count == 0 ? CausalEntry.NONE : new long[count];
        long before = base;
        for (int i = 0; i < count; i++) {
            before += readStep(reader, i == 0 ? 2 : 1, before);
            detached[i] = before;
        }
        return new CausalEntry(actor, base, detached, reader.i32());
    }

    private static long readStep(WireReader reader, int least, long from) {
        long step = reader.varint();
        if (step < least || step > Dot.MAX_COUNTER - from) {
            throw new MalformedException(
                    "dots out of order or range before byte " + reader.position());
        }
        return step;
    }
}
