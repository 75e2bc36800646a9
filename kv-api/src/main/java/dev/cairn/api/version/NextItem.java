package dev.cairn.api.version;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * What a write leaves of an item of the usual kind ({@link ItemView}) that it replaces whole, or of
 * nothing: the same bytes as {@link Item#with(Version)} and {@link ItemCodec#encode} give, without
 * decoding the item. The writer is an actor that has written the key before, all of whose dots the
 * item has seen; of nothing, one that has written nothing. Reusable; for one thread.
 *
 * <pre>
 * before   seen ‥ own: dots 1 to c, at s ‥   │ version: any dot, past the rest │ value
 * after    seen ‥ own: dots 1 to c+1, now ‥  │ version: c+1, past the rest, s  │ new value
 *
 * first    seen   own: dot 1, now            │ version: 1, past the rest       │ value
 * </pre>
 */
public final class NextItem {
    private static final int FIRST_BYTES = 256;

    private final byte[] node;
    private final long storage;
    private final WireWriter writer = new WireWriter(FIRST_BYTES);
    private final ItemView.Entry own = new ItemView.Entry();
    private final ItemView after = new ItemView();
    private ItemView item = new ItemView();
    private boolean first;
    private long epoch;
    private long counter;
    private HybridTimestamp timestamp = HybridTimestamp.ZERO;
    private long round;

    /** For what {@code node} writes on the data directory {@code storage}. */
    public NextItem(NodeId node, long storage) {
        this.node = node.name().getBytes(StandardCharsets.US_ASCII);
        this.storage = storage;
    }

    /**
     * Begins with an item that is being looked at; false when it is foreign, or its last actor on
     * this node is none that such a write could count on from.
     */
    public boolean begin(ItemView before) {
        item = before;
        first = false;
        boolean counts =
                !before.isForeign()
                        && before.findLast(node, storage, own)
                        && own.detached() == 0
                        && own.base() < Dot.MAX_COUNTER;
        epoch = own.epoch();
        counter = own.base() + 1;
        return counts;
    }

    /** Begins with nothing, for the actor of an epoch in which this node has written nothing. */
    public void begin(long fresh) {
        first = true;
        epoch = fresh;
        counter = 1;
    }

    /**
     * Encodes the item after the write, for as long as the item before can be looked at.
     *
     * @param expires when the value expires, milliseconds since 1970; negative for never
     */
    public void write(
            HybridTimestamp stamp,
            long ofRound,
            long expires,
            byte[] source,
            int from,
            int length) {
        timestamp = stamp;
        round = ofRound;
        writer.reset();
        if (first) {
            writeActor(writer).varint(1).varint(0).i32(seconds());
        } else {
            item.copyTo(writer, 0, own.dotsAt());
            writer.varint(counter).varint(0).i32(seconds());
            item.copyTo(writer, own.end(), item.tokenSize());
        }
        writer.varint(1);
        writer.u8(ItemCodec.PAST_IS_REST | (expires < 0 ? 0 : ItemCodec.EXPIRES));
        writer.varint(first ? 0 : own.index()).varint(counter).i64(stamp.bits()).varint(round);
        if (!first) {
            writer.i32(own.lastSeconds());
        }
        if (expires >= 0) {
            writer.varint(expires);
        }
        writer.varint(length).raw(source, from, length);
    }

    /** The beginning of a context that has one actor, up to its dots. */
    private WireWriter writeActor(WireWriter target) {
        target.u8(ItemCodec.FORMAT).varint(1).varint(node.length).raw(node, 0, node.length);
        return target.i64(storage).varint(epoch);
    }

    private int seconds() {
        return (int) (timestamp.millis() / 1000);
    }

    /** The epoch of the writing actor. */
    public long epoch() {
        return epoch;
    }

    /** The counter of the write's dot. */
    public long counter() {
        return counter;
    }

    /** When it was written. */
    public HybridTimestamp timestamp() {
        return timestamp;
    }

    /** The round that it was written in. */
    public long round() {
        return round;
    }

    /** Appends the token of the write's dot alone, as of {@link CausalContext#of}. */
    public void writeToken(WireWriter target) {
        writeActor(target);
        if (counter == 1) {
            target.varint(1).varint(0);
        } else {
            target.varint(0).varint(1).varint(counter);
        }
        target.i32(seconds());
    }

    /** Appends the clock of the item after the write, as {@link ItemView#writeClock}. */
    public void writeClock(WireWriter target) {
        if (first || item.actors() == 1) {
            target.varint(1).varint(node.length).raw(node, 0, node.length).varint(counter);
        } else {
            after.look(MemorySegment.ofArray(writer.buffer()).asSlice(0, writer.size()));
            after.writeClock(target);
        }
    }

    /** How many bytes the item has. */
    public int size() {
        return writer.size();
    }

    /** Where its bytes are, until the next one is encoded. */
    public byte[] buffer() {
        return writer.buffer();
    }
}
