package dev.cairn.transport.netty.peer;

import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.transport.netty.eventloop.TurnFlush;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection on their way out.
 *
 * <p>A frame is encoded once, when it is offered, straight into a pooled buffer. On the
 * connection's lane that buffer is the batch that the present turn of the loop fills; it goes to
 * the socket when it is full or the turn ends. Other threads encode into a buffer of the frame's
 * own and queue it. Bounded: nothing is taken while {@code limit} bytes wait, so at most that and
 * one frame more.
 */
final class Outbox {
    private static final int BATCH_BYTES = 32 * 1024;

    private final Channel channel;
    private final Lane lane;
    private final long limit;
    private final Runnable drained;
    private final AtomicLong waiting = new AtomicLong();
    private final Queue<ByteBuf> handedOver = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean collecting = new AtomicBoolean();
    private final TurnFlush flush;
    private final CRC32C crc = new CRC32C();
    private volatile boolean open = true;
    private @Nullable ByteBuf batch;

    /**
     * For one connection; {@code drained} runs on the lane after writes that leave less than half
     * of {@code limit}.
     */
    Outbox(Channel channel, Lane lane, long limit, Runnable drained) {
        this.channel = channel;
        this.lane = lane;
        this.limit = limit;
        this.drained = drained;
        this.flush = new TurnFlush(channel.eventLoop(), this::flush);
    }

    /**
     * Takes a frame with {@code size} payload bytes; false when too much waits or the outbox is
     * closed. Any thread.
     */
    boolean offer(Frame frame, int size) {
        if (!open) {
            return false;
        }
        int bytes = FrameFormat.HEAD_BYTES + size;
        if (!reserve(bytes)) {
            return false;
        }
        try {
            if (lane.isCurrent()) {
                collect();
                FrameFormat.write(frame, size, room(bytes), crc);
                flush.request();
            } else {
                handOver(frame, size);
            }
        } catch (RuntimeException | Error broken) {
            waiting.addAndGet(-bytes);
            throw broken;
        }
        return true;
    }

    /** Whether a frame would be taken soon enough to try. */
    boolean hasRoom() {
        return open && waiting.get() < limit / 2;
    }

    private boolean reserve(int bytes) {
        long before = waiting.get();
        while (before < limit) {
            long witness = waiting.compareAndExchange(before, before + bytes);
            if (witness == before) {
                return true;
            }
            before = witness;
        }
        return false;
    }

    private void handOver(Frame frame, int size) {
        ByteBuf own = channel.alloc().directBuffer(FrameFormat.HEAD_BYTES + size);
        try {
            FrameFormat.write(frame, size, own, new CRC32C());
        } catch (RuntimeException | Error broken) {
            own.release();
            throw broken;
        }
        handedOver.add(own);
        if (collecting.compareAndSet(false, true)) {
            lane.execute(() -> {
                collecting.set(false);
                collect();
                flush.request();
            });
        }
    }

    /** Puts what other threads have handed over so far in front of what this lane offers next. */
    private void collect() {
        for (ByteBuf next = handedOver.poll(); next != null; next = handedOver.poll()) {
            if (!open) {
                next.release();
            } else if (next.readableBytes() <= BATCH_BYTES / 4) {
                room(next.readableBytes()).writeBytes(next);
                next.release();
            } else {
                writeBatch();
                write(next);
            }
        }
    }

    /** The batch, with room for that many bytes. */
    private ByteBuf room(int bytes) {
        if (batch != null && batch.writableBytes() < bytes) {
            writeBatch();
        }
        if (batch == null) {
            batch = channel.alloc().directBuffer(Math.max(BATCH_BYTES, bytes));
        }
        return batch;
    }

    private void writeBatch() {
        if (batch != null) {
            ByteBuf full = batch;
            batch = null;
            write(full);
        }
    }

    private void write(ByteBuf bytes) {
        int size = bytes.readableBytes();
        channel.write(bytes).addListener(_ -> sent(size));
    }

    private void flush() {
        if (!open) {
            return;
        }
        writeBatch();
        channel.flush();
    }

    private void sent(int bytes) {
        if (waiting.addAndGet(-bytes) < limit / 2) {
            drained.run();
        }
    }

    /** Forgets what has not been written. On the lane; nothing is taken any more. */
    void close() {
        open = false;
        collect();
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }
}
