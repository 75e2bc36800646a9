package dev.cairn.api;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of bytes: a key, a value, a token. Ordered as unsigned bytes, as {@code
 * memcmp} does.
 *
 * <p>Equality and order are by content. Instances are safe to share between threads.
 */
public final class Bytes implements Comparable<Bytes> {
    /** The string of no bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Copies {@code source}. */
    public static Bytes copyOf(byte[] source) {
        return source.length == 0 ? EMPTY : new Bytes(source.clone());
    }

    /** Copies the segment's bytes onto the heap. */
    public static Bytes copyOf(MemorySegment source) {
        int size = Math.toIntExact(source.byteSize());
        if (size == 0) {
            return EMPTY;
        }
        // Not MemorySegment.toArray, which asks for the name of its class at each call.
        byte[] copy = new byte[size];
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, copy, 0, size);
        return new Bytes(copy);
    }

    /**
     * Takes {@code array} as it is, without a copy; the caller gives it up and never writes to it
     * again.
     */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /** The UTF-8 bytes of {@code text}. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Number of bytes. */
    public int size() {
        return array.length;
    }

    /** Whether there are no bytes. */
    public boolean isEmpty() {
        return array.length == 0;
    }

    /** The byte at {@code index}. */
    public byte at(int index) {
        return array[index];
    }

    /** The eight bytes from {@code index} on as a little-endian number. */
    public long longAt(int index) {
        return (long) LITTLE_ENDIAN.get(array, index);
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return array.clone();
    }

    /** Copies all bytes to {@code target} from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(array, 0, target, offset, array.length);
    }

    /** A read-only segment over the bytes, without a copy. */
    public MemorySegment segment() {
        return MemorySegment.ofArray(array).asReadOnly();
    }

    /** Whether the first bytes are those of {@code prefix}. */
    public boolean startsWith(Bytes prefix) {
        return array.length >= prefix.array.length
                && Arrays.equals(
                        array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    /** The bytes read as UTF-8; malformed sequences become U+FFFD. */
    public String utf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /**
     * The text when it is printable ASCII of at most 64 bytes, else {@code 0x} and the first bytes
     * in hexadecimal.
     */
    @Override
    public String toString() {
        boolean printable = array.length <= 64;
        for (int i = 0; printable && i < array.length; i++) {
            printable = array[i] >= 0x20 && array[i] < 0x7f;
        }
        if (printable) {
            return utf8();
        }
        int shown = Math.min(array.length, 32);
        return "0x" + HexFormat.of().formatHex(array, 0, shown) + (shown < array.length ? "…" : "");
    }
}
