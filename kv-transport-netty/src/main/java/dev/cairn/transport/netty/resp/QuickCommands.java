package dev.cairn.transport.netty.resp;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvError;
import dev.cairn.api.ShortPath;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.version.ItemView;
import dev.cairn.transport.netty.clients.Pipeline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * GET and SET without options, whole and in the form that client libraries send, on the short path:
 * the key is read where it lies and the value goes to the replies without an object between. What
 * is of another form, or is left by the short path, is left to {@link CommandParser}. For one
 * connection's loop.
 */
final class QuickCommands implements ShortPath.ReadSink {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** {@code *2 $3} and {@code *3 $3}, each with its line end. */
    private static final long TWO_PARTS = 0x2a32_0d0a_2433_0d0aL;

    private static final long THREE_PARTS = 0x2a33_0d0a_2433_0d0aL;

    /** {@code get} and {@code set}, each with the first byte of its line end. */
    private static final int GET = 0x6765_740d;

    private static final int SET = 0x7365_740d;
    private static final int LOWER_CASE = 0x2020_2000;
    private static final int NAME_AT = Long.BYTES;
    private static final int KEY_AT = NAME_AT + 5;
    private static final int MOST_DIGITS = 6;

    private final Channel channel;
    private final Pipeline<Reply> pipeline;
    private final ReplyBatch replies;
    private final byte[] bytes;
    private final Span key = new Span();
    private final Span value = new Span();
    private Waiting next = new Waiting();
    private boolean left;
    private boolean resp3;
    private int at;
    private int end;

    /** Reads commands in {@code room}, which others may use between calls. */
    QuickCommands(Channel channel, Pipeline<Reply> pipeline, ReplyBatch replies, byte[] room) {
        this.channel = channel;
        this.pipeline = pipeline;
        this.replies = replies;
        this.bytes = room;
    }

    /** More has been read: what comes now may be for the short path, whatever came before. */
    void begin() {
        left = false;
    }

    /** Runs what it can of the commands at the head of {@code in} and takes those out of it. */
    void run(ByteBuf in, ShortPath path, Session session) {
        if (left || !pipeline.isOpen() || !isCommand(in)) {
            return;
        }
        int first = in.readerIndex();
        end = Math.min(in.readableBytes(), bytes.length);
        // Netty's getBytes would make a buffer of it each time.
        in.internalNioBuffer(first, end).get(bytes, 0, end);
        int done = 0;
        at = 0;
        while (pipeline.isOpen() && channel.isWritable() && runNext(path, session)) {
            done = at;
        }
        in.readerIndex(first + done);
    }

    private static boolean isCommand(ByteBuf in) {
        if (in.readableBytes() < KEY_AT) {
            return false;
        }
        int first = in.readerIndex();
        return isGet(in.getLong(first), in.getInt(first + NAME_AT))
                || isSet(in.getLong(first), in.getInt(first + NAME_AT));
    }

    private static boolean isGet(long head, int name) {
        return head == TWO_PARTS && (name | LOWER_CASE) == GET;
    }

    private static boolean isSet(long head, int name) {
        return head == THREE_PARTS && (name | LOWER_CASE) == SET;
    }

    /** Runs the command at {@code at} and goes behind it; false when it is left. */
    private boolean runNext(ShortPath path, Session session) {
        if (end - at < KEY_AT || bytes[at + KEY_AT - 1] != '\n') {
            return false;
        }
        long head = (long) LONG.get(bytes, at);
        int name = (int) INT.get(bytes, at + NAME_AT);
        at += KEY_AT;
        if (isGet(head, name)) {
            return take(key) && get(path, session);
        }
        return isSet(head, name) && take(key) && take(value) && set(path, session);
    }

    /** Finds the bulk string at {@code at} and goes behind it; false when it is not all there. */
    private boolean take(Span part) {
        int i = at;
        if (i >= end || bytes[i++] != '$') {
            return false;
        }
        int length = 0;
        int digits = 0;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9' && digits < MOST_DIGITS) {
            length = 10 * length + bytes[i++] - '0';
            digits++;
        }
        if (digits == 0 || !isLineEnd(i) || !isLineEnd(i + 2 + length)) {
            return false;
        }
        part.set(i + 2, length);
        at = i + 2 + length + 2;
        return true;
    }

    private boolean isLineEnd(int index) {
        return index + 1 < end && bytes[index] == '\r' && bytes[index + 1] == '\n';
    }

    private boolean get(ShortPath path, Session session) {
        resp3 = session.resp3();
        left = path.get(session.bucket(), bytes, key, this) == ShortPath.Read.LEFT;
        return !left;
    }

    /** The value of the key that is being read. */
    @Override
    public void found(ItemView item, long epoch) {
        if (pipeline.isEmpty()) {
            replies.add(item);
            return;
        }
        byte[] copy = new byte[item.valueSize()];
        item.copyValue(0, copy, 0, copy.length);
        pipeline.offer(new Reply.Bulk(Bytes.wrap(copy)));
    }

    @Override
    public void absent(long epoch) {
        answer(Reply.NIL);
    }

    private boolean set(ShortPath path, Session session) {
        resp3 = session.resp3();
        Waiting waiting = next;
        return switch (path.put(session.bucket(), bytes, key, value, waiting)) {
            case DONE -> {
                answer(Reply.OK);
                yield true;
            }
            case WAITS -> {
                next = new Waiting();
                pipeline.offer(List.of(), false, waiting);
                yield true;
            }
            case LEFT -> {
                left = true;
                yield false;
            }
        };
    }

    private void answer(Reply reply) {
        if (pipeline.isEmpty()) {
            replies.add(reply, resp3);
        } else {
            pipeline.offer(reply);
        }
    }

    /** A write that is done and not acknowledged yet. */
    private static final class Waiting implements ShortPath.WriteSink, Pipeline.Operation<Reply> {
        private Optional<Consumer<Reply>> taker = Optional.empty();

        @Override
        public void start(Consumer<Reply> done) {
            taker = Optional.of(done);
        }

        @Override
        public void stored(long epoch) {
            taker.ifPresent(done -> done.accept(Reply.OK));
        }

        @Override
        public void failed(KvError error) {
            taker.ifPresent(done -> done.accept(Reply.of(error)));
        }
    }
}
