package dev.cairn.transport.grpc.peer;

import dev.cairn.api.spi.Transport.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The frames of one call on their way out.
 *
 * <p>A frame is encoded once, on the thread that offers it, and waits here until gRPC is ready for
 * more; then as many as fit go out in one {@link Chunk}, a large one in several. Bounded: nothing
 * is taken while {@code limit} bytes wait, so at most that and one frame more, and behind it the
 * few dozen KiB that gRPC keeps itself.
 */
final class Outbox {
    private final Wire wire;
    private final Handover lane;
    private final long limit;
    private final Runnable drained;
    private final AtomicLong waiting = new AtomicLong();
    private final Queue<ByteBuffer> frames = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean pumping = new AtomicBoolean();
    private volatile boolean open = true;

    /**
     * For one call; {@code drained} runs on the lane after a chunk that leaves less than half of
     * {@code limit}.
     */
    Outbox(Wire wire, Handover lane, long limit, Runnable drained) {
        this.wire = wire;
        this.lane = lane;
        this.limit = limit;
        this.drained = drained;
    }

    /**
     * Takes a frame with {@code size} payload bytes; false when too much waits or the outbox is
     * closed. Any thread.
     */
    boolean offer(Frame frame, int size) {
        int bytes = FrameFormat.HEAD_BYTES + size;
        if (!open || !reserve(bytes)) {
            return false;
        }
        try {
            frames.add(FrameFormat.encode(frame, size));
        } catch (RuntimeException | Error broken) {
            waiting.addAndGet(-bytes);
            throw broken;
        }
        if (pumping.compareAndSet(false, true)) {
            lane.add(this::pump);
        }
        return true;
    }

    /** Whether a frame would be taken soon enough to try. Any thread. */
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

    /** Sends while gRPC is ready for more. On the lane. */
    void pump() {
        pumping.set(false);
        while (open && wire.isReady()) {
            Chunk chunk = next();
            if (chunk.size() == 0) {
                return;
            }
            wire.send(chunk);
            if (waiting.addAndGet(-chunk.size()) < limit / 2) {
                drained.run();
            }
        }
    }

    private Chunk next() {
        List<ByteBuffer> pieces = new ArrayList<>();
        int size = 0;
        while (size < Chunk.MOST_BYTES) {
            ByteBuffer first = frames.peek();
            if (first == null) {
                break;
            }
            int taken = Math.min(first.remaining(), Chunk.MOST_BYTES - size);
            pieces.add(first.slice(first.position(), taken));
            first.position(first.position() + taken);
            size += taken;
            if (!first.hasRemaining()) {
                frames.remove();
            }
        }
        return new Chunk(pieces, size);
    }

    /** Forgets what has not been sent. On the lane; nothing is taken any more. */
    void close() {
        open = false;
        frames.clear();
    }
}
