package dev.cairn.server.load;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a file line by line and knows at which byte it is. For one thread. */
final class RecordReader implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 32 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int end;
    private byte[] line = new byte[1 << 12];
    private int length;
    private long offset;
    private long number;

    /**
     * Reads {@code in}, which stands at byte {@code offset} of the file, behind {@code number}
     * lines.
     */
    RecordReader(InputStream in, long offset, long number) {
        this.in = in;
        this.offset = offset;
        this.number = number;
    }

    /** Moves to the next line; false at the end. */
    boolean next() throws IOException {
        length = 0;
        while (true) {
            if (next == end && !fill()) {
                number += length > 0 ? 1 : 0;
                return length > 0;
            }
            int stop = next;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            append(next, stop - next);
            offset += stop - next;
            next = stop;
            if (stop < end) {
                next++;
                offset++;
                number++;
                return true;
            }
        }
    }

    /**
     * The present line's bytes; the first {@link #length} count, until the next call of {@link
     * #next}.
     */
    byte[] line() {
        return line;
    }

    int length() {
        return length;
    }

    /** How many lines were read. */
    long number() {
        return number;
    }

    /** The byte of the file behind the present line. */
    long offset() {
        return offset;
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    private void append(int from, int count) throws IOException {
        if (length + count > MAX_LINE_BYTES) {
            throw new IOException(
                    "line " + (number + 1) + " has more than " + MAX_LINE_BYTES + " bytes");
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + count));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
