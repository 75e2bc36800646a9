package dev.cairn.transport.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.Optional;

/**
 * Cuts a body into lines, whatever the pieces it comes in. A line over the limit is skipped to its
 * end and reported in its place, so that the others keep theirs. Looks at no byte twice.
 */
final class BatchLines {
    private final int maxLine;
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private int scanned;
    private boolean skipping;
    private boolean ended;

    /** A line, or word of one that was too long. */
    record Line(byte[] bytes, boolean tooLong) {}

    BatchLines(int maxLine) {
        this.maxLine = maxLine;
    }

    /** Takes more of the body. */
    void add(ByteBufAllocator allocator, ByteBuf part) {
        in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, in, part);
    }

    /** The body is complete: what is left is the last line. */
    void end() {
        ended = true;
    }

    /** Whether every line was taken. */
    boolean isDone() {
        return ended && !in.isReadable() && !skipping;
    }

    /** The next line that is not blank; empty while it is not all there. */
    Optional<Line> next() {
        while (true) {
            int start = in.readerIndex();
            int feed = in.indexOf(start + scanned, in.writerIndex(), (byte) '\n');
            boolean last = feed < 0 && ended;
            int end = last ? in.writerIndex() : feed;
            if (end < 0) {
                scanned = in.readableBytes();
                if (scanned > maxLine) {
                    skipping = true;
                    in.skipBytes(scanned);
                    scanned = 0;
                }
                return Optional.empty();
            }
            if (last && !in.isReadable() && !skipping) {
                return Optional.empty();
            }
            scanned = 0;
            boolean tooLong = skipping || end - start > maxLine;
            skipping = false;
            byte[] bytes = new byte[tooLong ? 0 : end - start];
            in.readBytes(bytes);
            in.readerIndex(last ? end : end + 1);
            if (tooLong || !isBlank(bytes)) {
                return Optional.of(new Line(bytes, tooLong));
            }
        }
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Frees what is left. */
    void release() {
        in.release();
        in = Unpooled.EMPTY_BUFFER;
        scanned = 0;
    }
}
