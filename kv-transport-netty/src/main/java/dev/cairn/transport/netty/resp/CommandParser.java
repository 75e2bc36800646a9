package dev.cairn.transport.netty.resp;

import dev.cairn.api.Bytes;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a client's bytes into commands: arrays of bulk strings, or inline commands as typed by hand.
 * Keeps what it has of a command between calls, so that no byte is looked at twice however slowly
 * they come. Bounded by how large a command may be.
 */
final class CommandParser {
    private static final int MAX_PARTS = 1 << 20;
    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int PART_OVERHEAD_BYTES = 32;
    private static final int NONE = -1;

    private int maxBytes;
    private List<Bytes> parts = new ArrayList<>();
    private int missing;
    private int bulk = NONE;
    private long bytes;
    private int scanned;

    /** The bytes are no commands. Nothing behind them can be understood. */
    static final class MalformedCommandException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedCommandException(String message) {
            super("Protocol error: " + message);
        }
    }

    CommandParser(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** How large a command may be from now on, all arguments together. */
    void allow(int bytes) {
        maxBytes = bytes;
    }

    /** Whether it keeps nothing of a command that has begun. */
    boolean isIdle() {
        return missing == 0 && scanned == 0;
    }

    /** Takes the next whole command out of {@code in}; empty while there is none. */
    Optional<Command> next(ByteBuf in) throws MalformedCommandException {
        while (true) {
            if (missing == 0) {
                if (!in.isReadable() || !begin(in)) {
                    return Optional.empty();
                }
            } else if (!part(in)) {
                return Optional.empty();
            }
            if (missing == 0 && !parts.isEmpty()) {
                Command whole = new Command(parts);
                parts = new ArrayList<>();
                bytes = 0;
                return Optional.of(whole);
            }
        }
    }

    /**
     * Reads the head of an array, or a whole inline command; false when the line is not all there.
     */
    private boolean begin(ByteBuf in) throws MalformedCommandException {
        boolean array = in.getByte(in.readerIndex()) == '*';
        int end = line(in);
        if (end < 0) {
            return false;
        }
        if (array) {
            long count = number(in, end, "multibulk length");
            if (count > MAX_PARTS) {
                throw new MalformedCommandException("invalid multibulk length");
            }
            missing = (int) Math.max(0, count);
            parts = new ArrayList<>(Math.min(missing, 16));
        } else {
            String typed =
                    in.readCharSequence(end - in.readerIndex(), StandardCharsets.ISO_8859_1)
                            .toString();
            skipLineEnd(in);
            for (String word : InlineWords.split(typed)) {
                parts.add(Bytes.wrap(word.getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return true;
    }

    /** Reads the next bulk string; false when it is not all there. */
    private boolean part(ByteBuf in) throws MalformedCommandException {
        if (bulk == NONE) {
            if (!in.isReadable()) {
                return false;
            }
            if (in.getByte(in.readerIndex()) != '$') {
                throw new MalformedCommandException(
                        "expected '$', got '" + printable(in.getByte(in.readerIndex())) + "'");
            }
            int end = line(in);
            if (end < 0) {
                return false;
            }
            long length = number(in, end, "bulk length");
            if (length < 0 || bytes + length > maxBytes) {
                throw new MalformedCommandException("invalid bulk length");
            }
            bulk = (int) length;
            bytes += length + PART_OVERHEAD_BYTES;
        }
        if (in.readableBytes() < bulk + 2) {
            return false;
        }
        byte[] part = new byte[bulk];
        in.readBytes(part);
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new MalformedCommandException("a bulk string does not end where its length says");
        }
        parts.add(Bytes.wrap(part));
        bulk = NONE;
        missing--;
        return true;
    }

    /** Where the first line ends, before its line end; −1 when it is not all there. */
    private int line(ByteBuf in) throws MalformedCommandException {
        int from = in.readerIndex() + scanned;
        int feed = in.indexOf(from, in.writerIndex(), (byte) '\n');
        if (feed < 0) {
            scanned = in.readableBytes();
            if (scanned > MAX_LINE_BYTES) {
                throw new MalformedCommandException("too big inline request");
            }
            return -1;
        }
        scanned = 0;
        return feed > in.readerIndex() && in.getByte(feed - 1) == '\r' ? feed - 1 : feed;
    }

    private static void skipLineEnd(ByteBuf in) {
        if (in.readByte() == '\r') {
            in.skipBytes(1);
        }
    }

    /** The number between the line's first byte and {@code end}; takes the line. */
    private static long number(ByteBuf in, int end, String what) throws MalformedCommandException {
        int at = in.readerIndex() + 1;
        boolean negative = at < end && in.getByte(at) == '-';
        at += negative ? 1 : 0;
        long value = 0;
        boolean valid = at < end && end - at <= 10;
        for (; valid && at < end; at++) {
            int digit = in.getByte(at) - '0';
            valid = digit >= 0 && digit <= 9;
            value = value * 10 + digit;
        }
        if (!valid) {
            throw new MalformedCommandException("invalid " + what);
        }
        in.readerIndex(end);
        skipLineEnd(in);
        return negative ? -value : value;
    }

    private static char printable(byte b) {
        return b >= 0x20 && b < 0x7f ? (char) b : '?';
    }
}
