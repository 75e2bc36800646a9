package dev.cairn.api.version;

import dev.cairn.api.version.OperationMark.State;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** The bytes of an item's marks, drawn in docs/formats/item.md. An item has one encoding. */
final class MarkCodec {
    private static final int BARRED = 0;
    private static final int APPLIED = 1;
    private static final int CANCELLED = 2;

    private MarkCodec() {}

    /** Throws {@link IllegalArgumentException} for the dot of a write that was never seen. */
    static void write(List<OperationMark> marks, CausalContext seen, WireWriter writer) {
        writer.varint(marks.size());
        long last = 0;
        for (OperationMark mark : marks) {
            writer.u8(number(mark.state())).i64(mark.tag());
            writer.varint(last == 0 ? mark.millis() : last - mark.millis());
            last = mark.millis();
            if (mark.dot().isPresent()) {
                Dot dot = mark.dot().get();
                if (!seen.contains(dot)) {
                    throw new IllegalArgumentException("the item has not seen " + dot);
                }
                writer.varint(seen.indexOf(dot.actor())).varint(dot.counter());
            }
        }
    }

    /** The item with the marks at the reader's position. */
    static Item read(Item unmarked, WireReader reader) {
        CausalContext seen = unmarked.seen();
        int count = reader.varint(OperationMark.MAX);
        List<OperationMark> marks = new ArrayList<>(count);
        long last = 0;
        for (int i = 0; i < count; i++) {
            int state = reader.varint(CANCELLED);
            long tag = reader.i64();
            long millis = millis(last, reader);
            last = millis;
            marks.add(
                    switch (state) {
                        case BARRED -> OperationMark.barred(tag, millis);
                        case APPLIED -> OperationMark.applied(tag, dot(seen, reader), millis);
                        default -> OperationMark.cancelled(tag, millis);
                    });
        }
        Item item = new Item(seen, unmarked.versions(), marks);
        if (count == 0 || !item.marks().equals(marks)) {
            throw new MalformedException("no such marks before byte " + reader.position());
        }
        return item;
    }

    /** The first mark's time is written in full, each later one's as its distance. */
    private static long millis(long last, WireReader reader) {
        long written = reader.varint();
        long millis = last == 0 ? written : last - written;
        if (written < 0 || millis < 0) {
            throw new MalformedException("no such time before byte " + reader.position());
        }
        return millis;
    }

    private static Dot dot(CausalContext seen, WireReader reader) {
        if (seen.isEmpty()) {
            throw new MalformedException("a mark's dot was never seen");
        }
        CausalEntry entry = seen.entries().get(reader.varint(seen.size() - 1));
        long counter = reader.varint();
        if (counter < 1 || !entry.contains(counter)) {
            throw new MalformedException(
                    "a mark's dot was never seen, before byte " + reader.position());
        }
        return new Dot(entry.actor(), counter);
    }

    private static int number(State state) {
        return switch (state) {
            case BARRED -> BARRED;
            case APPLIED -> APPLIED;
            case CANCELLED -> CANCELLED;
        };
    }
}
