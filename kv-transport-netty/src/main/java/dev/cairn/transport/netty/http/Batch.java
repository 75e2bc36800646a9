package dev.cairn.transport.netty.http;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.transport.netty.clients.Pipeline;
import dev.cairn.transport.netty.eventloop.TurnFlush;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One batch: starts its lines as they arrive, as far as the pipeline takes them and the client
 * reads the results, and streams a result line for each, in their order. For the connection's loop
 * only.
 */
final class Batch implements Exchange {
    private static final int CHUNK_BYTES = 16 * 1024;

    private final Outlet outlet;
    private final int maxLine;
    private final BatchLines lines;
    private final Pipeline<byte[]> pipeline;
    private final TurnFlush flush;
    private final BiFunction<Long, BatchItem, Pipeline.Operation<byte[]>> operations;
    private Optional<Pending> pending = Optional.empty();
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private long line;
    private boolean advancing;
    private boolean begun;
    private boolean over;

    /** A line on its way into the pipeline. */
    private record Pending(List<Key> keys, boolean writes, Pipeline.Operation<byte[]> operation) {}

    /**
     * One batch.
     *
     * @param outlet where the results go
     * @param maxLine the longest line, in bytes
     * @param inFlight operations in flight at most
     * @param operations makes the operation of a line's number and item
     */
    Batch(
            Outlet outlet,
            int maxLine,
            int inFlight,
            BiFunction<Long, BatchItem, Pipeline.Operation<byte[]>> operations) {
        this.outlet = outlet;
        this.maxLine = maxLine;
        this.lines = new BatchLines(maxLine);
        this.pipeline = new Pipeline<>(outlet.loop(), inFlight, this::result, this::advance);
        this.flush = new TurnFlush(outlet.loop(), this::flush);
        this.operations = operations;
    }

    @Override
    public void body(ByteBuf part) {
        lines.add(ByteBufAllocator.DEFAULT, part);
        advance();
    }

    @Override
    public void end() {
        lines.end();
        advance();
    }

    @Override
    public void writable() {
        advance();
    }

    @Override
    public void cancel() {
        over = true;
        lines.release();
        out.release();
        out = Unpooled.EMPTY_BUFFER;
    }

    private void advance() {
        if (advancing || over) {
            return;
        }
        advancing = true;
        boolean stalled;
        try {
            stalled = !startAll();
        } finally {
            advancing = false;
        }
        outlet.read(!stalled);
        if (lines.isDone() && !stalled && pipeline.isEmpty()) {
            flush();
            over = true;
            lines.release();
            outlet.finish();
        }
    }

    /** Whether all lines there are have been started; false when that must be tried again. */
    private boolean startAll() {
        while (outlet.isWritable()) {
            if (pending.isEmpty()) {
                pending = lines.next().map(this::read);
            }
            if (pending.isEmpty()) {
                return true;
            }
            Pending next = pending.get();
            if (!pipeline.offer(next.keys(), next.writes(), next.operation())) {
                return false;
            }
            pending = Optional.empty();
        }
        return false;
    }

    private Pending read(BatchLines.Line read) {
        line++;
        try {
            if (read.tooLong()) {
                throw new KvException(
                        ErrorCode.TOO_LARGE, "the line is over " + maxLine + " bytes");
            }
            BatchItem item = BatchItem.parse(read.bytes());
            boolean writes = item.op() != BatchItem.Op.GET;
            return new Pending(List.of(item.key()), writes, operations.apply(line, item));
        } catch (KvException malformed) {
            byte[] failure = BatchResult.failed(line, malformed.error());
            return new Pending(List.of(), false, done -> done.accept(failure));
        }
    }

    private void result(byte[] result) {
        if (over) {
            return;
        }
        if (out == Unpooled.EMPTY_BUFFER) {
            out = ByteBufAllocator.DEFAULT.directBuffer(CHUNK_BYTES);
        }
        out.writeBytes(result).writeByte('\n');
        if (out.readableBytes() >= CHUNK_BYTES) {
            flush();
        } else {
            flush.request();
        }
    }

    private void flush() {
        if (over) {
            return;
        }
        if (!begun) {
            begun = true;
            outlet.begin(Response.of(200, "application/x-ndjson", new byte[0]));
        }
        if (out.isReadable()) {
            ByteBuf chunk = out;
            out = Unpooled.EMPTY_BUFFER;
            outlet.write(chunk);
        }
    }
}
