package dev.cairn.server.wiring;

import dev.cairn.api.KvError;
import dev.cairn.api.ShortPath;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A short path that is open while the node serves, and whose writes that wait count as in flight.
 */
final class ServingPath implements ShortPath {
    private final ShortPath path;
    private final BooleanSupplier serves;
    private final AtomicLong inFlight;
    private Counted next;

    /**
     * A path that is open while {@code serves}.
     *
     * @param inFlight how many requests are not answered yet
     */
    ServingPath(ShortPath path, BooleanSupplier serves, AtomicLong inFlight) {
        this.path = path;
        this.serves = serves;
        this.inFlight = inFlight;
        this.next = new Counted(inFlight);
    }

    @Override
    public Read get(String bucket, byte[] source, Span key, ReadSink sink) {
        return serves.getAsBoolean() ? path.get(bucket, source, key, sink) : Read.LEFT;
    }

    @Override
    public Write put(String bucket, byte[] source, Span key, Span value, WriteSink sink) {
        if (!serves.getAsBoolean()) {
            return Write.LEFT;
        }
        Counted counted = next;
        counted.sink = sink;
        Write outcome = path.put(bucket, source, key, value, counted);
        if (outcome == Write.WAITS) {
            inFlight.incrementAndGet();
            next = new Counted(inFlight);
        }
        return outcome;
    }

    /** The sink of one write that waits; of those before it, which did not. */
    private static final class Counted implements WriteSink {
        private final AtomicLong inFlight;
        private WriteSink sink = Nobody.ASKS;

        Counted(AtomicLong inFlight) {
            this.inFlight = inFlight;
        }

        @Override
        public void made(Written written, long epoch) {
            sink.made(written, epoch);
        }

        @Override
        public void stored(long epoch) {
            try {
                sink.stored(epoch);
            } finally {
                inFlight.decrementAndGet();
            }
        }

        @Override
        public void failed(KvError error) {
            try {
                sink.failed(error);
            } finally {
                inFlight.decrementAndGet();
            }
        }
    }

    private enum Nobody implements WriteSink {
        ASKS;

        @Override
        public void stored(long epoch) {}

        @Override
        public void failed(KvError error) {}
    }
}
