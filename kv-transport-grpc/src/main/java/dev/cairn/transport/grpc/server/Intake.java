package dev.cairn.transport.grpc.server;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Bounds what a port holds of messages that have begun and not ended. gRPC gathers each of them
 * whole before anybody sees it, and a caller may begin as many as it has calls and connections.
 * Safe for all threads.
 */
public final class Intake extends ServerStreamTracer.Factory {
    /** A call that holds less is not refused for what all hold: small calls are always served. */
    private static final long SMALL_BYTES = 16 * 1024;

    private static final Context.Key<Meter> METER = Context.key("cairn-intake");

    private final long mostBytes;
    private final Executor loop;
    private final AtomicLong heldBytes = new AtomicLong();
    private final Set<Meter> large = ConcurrentHashMap.newKeySet();

    /** What there is too much of. */
    public enum Excess {
        /** One message. */
        MESSAGE,
        /** All unfinished messages of the port together, of which this one was the largest. */
        ALL
    }

    /**
     * For a port whose calls may hold {@code mostBytes} together.
     *
     * @param loop the port's event loop, where refused calls are closed
     */
    public Intake(long mostBytes, Executor loop) {
        this.mostBytes = mostBytes;
        this.loop = loop;
    }

    /**
     * Has {@code refuse} run, once and at once, when a message of the present call goes on beyond
     * {@code bytes}, or all together hold too much and this call most of it. From then on nothing
     * of the call may be taken: the rest of its message may come with what has come. It is in the
     * middle of being read, so it may be closed in a task of the loop, and not before. Calls for
     * which nobody asks this are counted and never refused.
     */
    public static void limit(int bytes, BiConsumer<Excess, Executor> refuse) {
        Optional.ofNullable(METER.get()).ifPresent(meter -> meter.limit(bytes, refuse));
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Meter();
    }

    private void refuseLargest() {
        large.stream()
                .max(Comparator.comparingLong(meter -> meter.held.get()))
                .ifPresent(meter -> meter.refuse(Excess.ALL));
    }

    /** What one call holds; told of it on the event loop, piece by piece. */
    private final class Meter extends ServerStreamTracer {
        private final AtomicLong held = new AtomicLong();
        private volatile long limit = Long.MAX_VALUE;
        private volatile BiConsumer<Excess, Executor> refusing = (excess, closer) -> {};
        private volatile boolean refused;

        void limit(long bytes, BiConsumer<Excess, Executor> refuse) {
            refusing = refuse;
            limit = bytes;
        }

        void refuse(Excess excess) {
            refused = true;
            release();
            refusing.accept(excess, loop);
        }

        @Override
        public Context filterContext(Context context) {
            return context.withValue(METER, this);
        }

        @Override
        public void inboundWireSize(long bytes) {
            if (refused) {
                return;
            }
            long now = held.addAndGet(bytes);
            long all = heldBytes.addAndGet(bytes);
            if (now > limit) {
                refuse(Excess.MESSAGE);
                return;
            }
            if (now > SMALL_BYTES && limit != Long.MAX_VALUE) {
                large.add(this);
            }
            if (all > mostBytes) {
                refuseLargest();
            }
        }

        @Override
        public void inboundMessageRead(int number, long wireBytes, long bytes) {
            release();
        }

        @Override
        public void streamClosed(Status status) {
            release();
        }

        private void release() {
            large.remove(this);
            heldBytes.addAndGet(-held.getAndSet(0));
        }
    }
}
