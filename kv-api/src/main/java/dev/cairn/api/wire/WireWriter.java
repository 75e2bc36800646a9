package dev.cairn.api.wire;

import dev.cairn.api.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the primitives of our formats into a growing array. Not safe for several threads; reusable
 * by {@link #reset}.
 */
public final class WireWriter {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array;
    private int size;

    /** A writer with room for {@code capacity} bytes before it grows. */
    public WireWriter(int capacity) {
        this.array = new byte[Math.max(16, capacity)];
    }

    /** Forgets what was written and keeps the room. */
    public WireWriter reset() {
        size = 0;
        return this;
    }

    /** Forgets what was written behind the first {@code kept} bytes. */
    public WireWriter cutTo(int kept) {
        if (kept > size) {
            throw new IllegalArgumentException(kept + " bytes of " + size);
        }
        size = kept;
        return this;
    }

    /** Puts four bytes, big-endian, in the place of those at {@code index}. */
    public WireWriter setI32(int index, int value) {
        INT.set(array, index, value);
        return this;
    }

    /** Bytes written. */
    public int size() {
        return size;
    }

    /** Writes one byte, the low eight bits. */
    public WireWriter u8(int value) {
        ensure(1);
        array[size++] = (byte) value;
        return this;
    }

    /** Writes four bytes, big-endian. */
    public WireWriter i32(int value) {
        ensure(Integer.BYTES);
        INT.set(array, size, value);
        size += Integer.BYTES;
        return this;
    }

    /** Writes eight bytes, big-endian. */
    public WireWriter i64(long value) {
        ensure(Long.BYTES);
        LONG.set(array, size, value);
        size += Long.BYTES;
        return this;
    }

    /** Writes an unsigned number in 1 to 10 bytes, seven bits each, low bits first (LEB128). */
    public WireWriter varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
        return this;
    }

    /** Writes the bytes behind their count, a varint. */
    public WireWriter bytes(Bytes value) {
        varint(value.size());
        return raw(value);
    }

    /** Writes the bytes alone. */
    public WireWriter raw(Bytes value) {
        ensure(value.size());
        value.copyTo(array, size);
        size += value.size();
        return this;
    }

    /** Writes part of an array alone. */
    public WireWriter raw(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, array, size, length);
        size += length;
        return this;
    }

    /** Writes part of a segment alone. */
    public WireWriter raw(MemorySegment source, long offset, int length) {
        ensure(length);
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, array, size, length);
        size += length;
        return this;
    }

    /** Writes text as UTF-8 behind its byte count, a varint. */
    public WireWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return varint(utf8.length).raw(utf8, 0, utf8.length);
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    /** A copy of what was written. */
    public Bytes toBytes() {
        return Bytes.wrap(toByteArray());
    }

    /**
     * The array being written to; bytes from {@link #size} on mean nothing. Valid until the next
     * write.
     */
    public byte[] buffer() {
        return array;
    }

    private void ensure(int more) {
        if (array.length - size < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, size + more));
        }
    }
}
