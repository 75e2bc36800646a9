package dev.cairn.api.wire;

import dev.cairn.api.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link WireWriter} wrote. Every read checks its bounds and throws {@link
 * MalformedException}; no input can make it read elsewhere or allocate more than the input's own
 * size. Not safe for several threads.
 */
public final class WireReader {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** What decoding puts in the place of bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private final MemorySegment source;
    private long position;

    /** Reads {@code source} from its start; the segment must stay valid and unchanged meanwhile. */
    public WireReader(MemorySegment source) {
        this.source = source;
    }

    /** Reads {@code source} from its start. */
    public WireReader(Bytes source) {
        this(source.segment());
    }

    /** Bytes not yet read. */
    public long remaining() {
        return source.byteSize() - position;
    }

    /** Bytes read. */
    public long position() {
        return position;
    }

    /** Reads one byte, 0 to 255. */
    public int u8() {
        long at = take(1);
        return source.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    /** Reads four bytes. */
    public int i32() {
        return source.get(INT, take(Integer.BYTES));
    }

    /** Reads eight bytes. */
    public long i64() {
        return source.get(LONG, take(Long.BYTES));
    }

    /**
     * Reads an unsigned number of 1 to 10 bytes, in the shortest form only, so that a number has
     * one encoding.
     */
    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (shift == 63 && next > 1) {
                    break;
                }
                if (next == 0 && shift > 0) {
                    throw new MalformedException(
                            "a varint is longer than it need be, ending at byte " + position);
                }
                return value;
            }
        }
        throw new MalformedException("a varint is over 64 bits, ending at byte " + position);
    }

    /** Reads a varint that must lie between 0 and {@code max}. */
    public int varint(int max) {
        long value = varint();
        if (value < 0 || value > max) {
            throw new MalformedException(
                    "expected at most " + max + " before byte " + position + ", read " + value);
        }
        return (int) value;
    }

    /** Reads a counted byte string as a copy. */
    public Bytes bytes() {
        return Bytes.copyOf(slice());
    }

    /** Reads a counted byte string as a view of the source. */
    public MemorySegment slice() {
        return raw(varint());
    }

    /** Reads {@code length} bytes as a view of the source. */
    public MemorySegment raw(long length) {
        return source.asSlice(take(length), length);
    }

    /** Leaves {@code length} bytes behind unread. */
    public void skip(long length) {
        take(length);
    }

    /** What was read since the reader was at {@code start}, as a view of the source. */
    public MemorySegment since(long start) {
        return source.asSlice(start, position - start);
    }

    /** Reads counted UTF-8 text. */
    public String text() {
        MemorySegment slice = slice();
        byte[] utf8 = new byte[Math.toIntExact(slice.byteSize())];
        MemorySegment.copy(slice, ValueLayout.JAVA_BYTE, 0, utf8, 0, utf8.length);
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0
                && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
            throw new MalformedException("text is not UTF-8 before byte " + position);
        }
        return text;
    }

    /** Throws {@link MalformedException} when bytes are left. */
    public void end() {
        if (remaining() != 0) {
            throw new MalformedException(remaining() + " bytes too many behind byte " + position);
        }
    }

    private long take(long length) {
        if (length < 0 || length > remaining()) {
            throw new MalformedException(
                    "expected "
                            + length
                            + " bytes at byte "
                            + position
                            + ", there are "
                            + remaining());
        }
        long at = position;
        position += length;
        return at;
    }
}
