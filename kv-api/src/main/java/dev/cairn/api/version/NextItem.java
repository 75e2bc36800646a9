package dev.cairn.api.version;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.WireWriter;
import java.nio.charset.StandardCharsets;

/**
 * What a write leaves of an item of the usual kind ({@link ItemView}) that it replaces whole: the
 * same bytes as {@link Item#with(Version)} and {@link ItemCodec#encode} give, without decoding the
 * item. The writer is an actor that has written the key before, all of whose dots the item has
 * seen. Reusable; for one thread.
 *
 * <pre>
 * before   seen ‥ own: dots 1 to c, at s ‥   │ version: any dot, past the rest │ value
 * after    seen ‥ own: dots 1 to c+1, now ‥  │ version: c+1, past the rest, s  │ new value
 * </pre>
 */
public final class NextItem {
    private static final int FIRST_BYTES = 256;

    private final byte[] node;
    private final long storage;
    private final WireWriter writer = new WireWriter(FIRST_BYTES);
    private final ItemView.Entry own = new ItemView.Entry();
    private ItemView item = new ItemView();

    /** For what {@code node} writes on the data directory {@code storage}. */
    public NextItem(NodeId node, long storage) {
        this.node = node.name().getBytes(StandardCharsets.US_ASCII);
        this.storage = storage;
    }

    /**
     * Begins with an item that is being looked at; false when its last actor on this node is none
     * that such a write could count on from.
     */
    public boolean begin(ItemView before) {
        item = before;
        return before.findLast(node, storage, own)
                && own.detached() == 0
                && own.base() < Dot.MAX_COUNTER;
    }

    /** The epoch of that actor. */
    public long epoch() {
        return own.epoch();
    }

    /**
     * Encodes the item after the write, for as long as the item before can be looked at.
     *
     * @param expires when the value expires, milliseconds since 1970; negative for never
     */
    public void write(
            HybridTimestamp timestamp,
            long round,
            long expires,
            byte[] source,
            int from,
            int length) {
        long counter = own.base() + 1;
        writer.reset();
        item.copyTo(writer, 0, own.dotsAt());
        writer.varint(counter).varint(0).i32((int) (timestamp.millis() / 1000));
        item.copyTo(writer, own.end(), item.tokenSize());
        writer.varint(1);
        writer.u8(ItemCodec.PAST_IS_REST | (expires < 0 ? 0 : ItemCodec.EXPIRES));
        writer.varint(own.index()).varint(counter).i64(timestamp.bits()).varint(round);
        writer.i32(own.lastSeconds());
        if (expires >= 0) {
            writer.varint(expires);
        }
        writer.varint(length).raw(source, from, length);
    }

    /** How many bytes it has. */
    public int size() {
        return writer.size();
    }

    /** Where its bytes are, until the next one is encoded. */
    public byte[] buffer() {
        return writer.buffer();
    }
}
