package dev.cairn.transport.netty.resp;

import dev.cairn.api.version.ItemView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/**
 * The replies of one connection that have not been given to its socket yet. For its loop only; the
 * owner calls {@link #release} when the connection is gone, and nothing afterwards.
 */
final class ReplyBatch {
    /** So many bytes are written without waiting for more. */
    private static final int MOST_BYTES = 16 * 1024;

    private static final int FIRST_BYTES = 2 * 1024;
    private static final int MOST_DIGITS = 10;

    private final Channel channel;
    private final byte[] room;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private boolean unflushed;

    /** Replies are put together in {@code room}, which others may use between calls. */
    ReplyBatch(Channel channel, byte[] room) {
        this.channel = channel;
        this.room = room;
    }

    /** Appends a reply. */
    void add(Reply reply, boolean resp3) {
        ReplyWriter.write(reply, resp3, out());
        writeIfFull();
    }

    /** Appends the value of an item as a bulk string. */
    void add(ItemView item) {
        ByteBuf target = out();
        int left = item.valueSize();
        int size = head(left);
        int from = 0;
        while (left > room.length - size - 2) {
            int part = Math.min(left, room.length - size);
            item.copyValue(from, room, size, part);
            target.writeBytes(room, 0, size + part);
            from += part;
            left -= part;
            size = 0;
        }
        item.copyValue(from, room, size, left);
        size += left;
        room[size++] = '\r';
        room[size++] = '\n';
        target.writeBytes(room, 0, size);
        writeIfFull();
    }

    /** Puts {@code $LENGTH} into the room; answers how many bytes that takes. */
    private int head(int length) {
        int at = 1 + MOST_DIGITS;
        int rest = length;
        do {
            room[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        int digits = 1 + MOST_DIGITS - at;
        System.arraycopy(room, at, room, 1, digits);
        room[0] = '$';
        room[1 + digits] = '\r';
        room[2 + digits] = '\n';
        return 3 + digits;
    }

    private ByteBuf out() {
        if (out == Unpooled.EMPTY_BUFFER) {
            out = channel.alloc().directBuffer(FIRST_BYTES);
        }
        return out;
    }

    private void writeIfFull() {
        unflushed = true;
        if (out.readableBytes() >= MOST_BYTES) {
            write();
        }
    }

    private void write() {
        ByteBuf batch = out;
        out = Unpooled.EMPTY_BUFFER;
        if (batch.isReadable()) {
            channel.write(batch, channel.voidPromise());
        }
    }

    /** Sends what there is. */
    void flush() {
        if (unflushed) {
            unflushed = false;
            write();
            channel.flush();
        }
    }

    /** Sends what there is, then closes the connection. */
    void finish() {
        ByteBuf last = out;
        out = Unpooled.EMPTY_BUFFER;
        channel.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
    }

    /** Forgets what there is. */
    void release() {
        out.release();
        out = Unpooled.EMPTY_BUFFER;
    }
}
