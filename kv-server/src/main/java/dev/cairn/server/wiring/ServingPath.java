package dev.cairn.server.wiring;

import dev.cairn.api.KvError;
import dev.cairn.api.ShortPath;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A short path that is open while the node serves, and whose writes that wait count as in flight.
 *
 * @param path the path
 * @param serves whether the node takes requests
 * @param inFlight how many are not answered yet
 */
record ServingPath(ShortPath path, BooleanSupplier serves, AtomicLong inFlight)
        implements ShortPath {
    @Override
    public Read get(String bucket, byte[] source, Span key, ReadSink sink) {
        return serves.getAsBoolean() ? path.get(bucket, source, key, sink) : Read.LEFT;
    }

    @Override
    public Write put(String bucket, byte[] source, Span key, Span value, WriteSink sink) {
        if (!serves.getAsBoolean()) {
            return Write.LEFT;
        }
        Write outcome = path.put(bucket, source, key, value, new Counted(sink, inFlight));
        if (outcome == Write.WAITS) {
            inFlight.incrementAndGet();
        }
        return outcome;
    }

    private record Counted(WriteSink sink, AtomicLong inFlight) implements WriteSink {
        @Override
        public void stored() {
            sink.stored();
            inFlight.decrementAndGet();
        }

        @Override
        public void failed(KvError error) {
            sink.failed(error);
            inFlight.decrementAndGet();
        }
    }
}
