package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.Bytes;
import dev.cairn.api.nativeprotocol.Reply;
import dev.cairn.api.nativeprotocol.ResponseCodec;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.transport.netty.eventloop.TurnFlush;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/**
 * A client's replies on their way to its socket: those of one turn of the loop leave in one write,
 * unless they are many. For the connection's event loop, {@link #onLoop} for all threads.
 */
final class Replies {
    private static final int USUAL_BYTES = 4 * 1024;
    private static final int KEPT_BYTES = 256 * 1024;

    /** So many bytes are written without waiting for more, so that the channel counts them. */
    private static final int MOST_BYTES = 64 * 1024;

    private final WireWriter message = new WireWriter(USUAL_BYTES);
    private final Channel channel;
    private final TurnFlush flush;
    private WireWriter turn = new WireWriter(USUAL_BYTES);
    private int begun;

    /** Sends through {@code channel}, which is registered with its loop. */
    Replies(Channel channel) {
        this.channel = channel;
        this.flush = new TurnFlush(channel.eventLoop(), this::flush);
    }

    /** Runs {@code task} on the loop, at once when called there. */
    void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    /** Appends a reply behind its length. */
    void add(Reply reply) {
        ResponseCodec.write(reply, message.reset());
        turn.i32(message.size()).raw(message.buffer(), 0, message.size());
        added();
    }

    /** Begins a reply, which is written to what this answers until its {@link #end}. */
    WireWriter begin() {
        begun = turn.size();
        return turn.i32(0);
    }

    /** Ends the reply that was begun. */
    void end() {
        turn.setI32(begun, turn.size() - begun - Integer.BYTES);
        added();
    }

    /** Appends a message behind its length. */
    void add(Bytes whole) {
        turn.i32(whole.size()).raw(whole);
        added();
    }

    /** Sends what is appended, then closes the connection. */
    void finish() {
        flush();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void added() {
        flush.request();
        if (turn.size() >= MOST_BYTES) {
            write();
        }
    }

    private void flush() {
        write();
        channel.flush();
    }

    private void write() {
        if (turn.size() > 0) {
            ByteBuf bytes = channel.alloc().buffer(turn.size());
            bytes.writeBytes(turn.buffer(), 0, turn.size());
            turn = turn.buffer().length > KEPT_BYTES ? new WireWriter(USUAL_BYTES) : turn.reset();
            channel.write(bytes, channel.voidPromise());
        }
    }
}
