package dev.cairn.lsm.memtable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory off the heap that only grows and is freed at once. An address is chunk number and offset
 * in one {@code long}; 0 is no address. One thread allocates at a time; all may read what was
 * handed over with {@link #publish}.
 */
final class Chunks implements AutoCloseable {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int ALIGNMENT = Long.BYTES;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final Arena arena = Arena.ofShared();
    private volatile MemorySegment[] chunks = {};
    private int current;
    private long used = ALIGNMENT;
    private final AtomicLong allocated = new AtomicLong();

    Chunks() {
        addChunk(CHUNK_BYTES);
    }

    /** Bytes taken from the operating system. */
    long allocated() {
        return allocated.get();
    }

    /** Zeroed room for {@code size} bytes, in one piece. */
    long allocate(long size) {
        long rounded = (size + ALIGNMENT - 1) & -ALIGNMENT;
        if (rounded > CHUNK_BYTES / 4) {
            addChunk(rounded);
            return address(chunks.length - 1, 0);
        }
        if (used + rounded > CHUNK_BYTES) {
            addChunk(CHUNK_BYTES);
            current = chunks.length - 1;
            used = 0;
        }
        long address = address(current, used);
        used += rounded;
        return address;
    }

    private static long address(int chunk, long offset) {
        return (long) chunk << 32 | offset;
    }

    private void addChunk(long size) {
        MemorySegment[] grown = Arrays.copyOf(chunks, chunks.length + 1);
        grown[chunks.length] = arena.allocate(size, ALIGNMENT);
        chunks = grown;
        allocated.addAndGet(size);
    }

    private MemorySegment chunk(long address) {
        return chunks[(int) (address >>> 32)];
    }

    private static long offset(long address) {
        return address & 0xffff_ffffL;
    }

    MemorySegment slice(long address, long field, long length) {
        return chunk(address).asSlice(offset(address) + field, length);
    }

    long getLong(long address, long field) {
        return chunk(address).get(ValueLayout.JAVA_LONG, offset(address) + field);
    }

    void setLong(long address, long field, long value) {
        chunk(address).set(ValueLayout.JAVA_LONG, offset(address) + field, value);
    }

    int getInt(long address, long field) {
        return chunk(address).get(ValueLayout.JAVA_INT, offset(address) + field);
    }

    void setInt(long address, long field, int value) {
        chunk(address).set(ValueLayout.JAVA_INT, offset(address) + field, value);
    }

    /**
     * Reads an address that another thread may be publishing; what lies behind it is seen whole.
     */
    long follow(long address, long field) {
        return (long) LONG.getAcquire(chunk(address), offset(address) + field);
    }

    /** Stores an address so that whoever follows it sees all that was written before. */
    void publish(long address, long field, long value) {
        LONG.setRelease(chunk(address), offset(address) + field, value);
    }

    @Override
    public void close() {
        arena.close();
    }
}
