package dev.cairn.lsm.memtable;

import dev.cairn.lsm.area.Area;
import dev.cairn.lsm.area.Areas;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory off the heap that only grows and is given back at once. An address counts units of eight
 * bytes, fits into 32 bits, and tells the chunk and the place in it; 0 is no address. One thread
 * allocates at a time; all may read what was handed over with {@link #publish}.
 */
final class Chunks implements AutoCloseable {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int UNIT_BITS = 3;
    private static final int UNITS_BITS = 15;
    private static final int UNITS = 1 << UNITS_BITS;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final Areas areas;
    private final List<Area> taken = new ArrayList<>();
    private MemorySegment room = MemorySegment.NULL;
    private volatile MemorySegment[] chunks = {};
    private int count;
    private int current;
    private long used = 1;
    private final AtomicLong allocated = new AtomicLong();

    /** Cuts its chunks from those areas. */
    Chunks(Areas areas) {
        this.areas = areas;
        addChunk(CHUNK_BYTES);
    }

    /** Bytes of the chunks and tables. */
    long allocated() {
        return allocated.get();
    }

    /** As {@link #allocate}, all zero. */
    long allocateZeroed(long bytes) {
        long address = allocate(bytes);
        slice(address, 0, bytes).fill((byte) 0);
        return address;
    }

    /** Room for {@code bytes}, whatever is in it, in one piece, at a multiple of eight. */
    long allocate(long bytes) {
        long units = (bytes + (1 << UNIT_BITS) - 1) >>> UNIT_BITS;
        if (units > UNITS / 4) {
            return address(addChunk(units << UNIT_BITS), 0);
        }
        if (used + units > UNITS) {
            current = addChunk(CHUNK_BYTES);
            used = 0;
        }
        long address = address(current, used);
        used += units;
        return address;
    }

    /** Zeroed room for {@code longs} numbers that needs no address. */
    MemorySegment allocateTable(long longs) {
        long bytes = longs * Long.BYTES;
        allocated.addAndGet(bytes);
        if (bytes >= areas.usualBytes()) {
            return kept(areas.takeZeroed(bytes));
        }
        MemorySegment table = piece(bytes);
        return table.fill((byte) 0);
    }

    /** From the area at hand, from a new one, or, if it is large, an area of its own. */
    private MemorySegment piece(long bytes) {
        if (bytes > room.byteSize()) {
            if (bytes > areas.usualBytes()) {
                return kept(areas.take(bytes));
            }
            room = kept(areas.take(areas.usualBytes()));
        }
        MemorySegment piece = room.asSlice(0, bytes);
        room = room.asSlice(bytes);
        return piece;
    }

    private MemorySegment kept(Area area) {
        taken.add(area);
        return area.memory();
    }

    private static long address(int chunk, long unit) {
        return (long) chunk << UNITS_BITS | unit;
    }

    private int addChunk(long bytes) {
        MemorySegment[] grown = chunks;
        if (count == grown.length) {
            grown = Arrays.copyOf(grown, Math.max(16, 2 * count));
        }
        grown[count] = piece(bytes);
        chunks = grown;
        allocated.addAndGet(bytes);
        return count++;
    }

    /** The chunk in which an address lies. */
    MemorySegment chunk(long address) {
        return chunks[(int) (address >>> UNITS_BITS)];
    }

    /** The byte of its chunk at which an address lies. */
    static long offset(long address) {
        return (address & UNITS - 1) << UNIT_BITS;
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

    /** Reads a number that another thread may be publishing; what was written before it is seen. */
    long follow(long address, long field) {
        return (long) LONG.getAcquire(chunk(address), offset(address) + field);
    }

    /** Stores a number so that whoever follows it sees all that was written before. */
    void publish(long address, long field, long value) {
        LONG.setRelease(chunk(address), offset(address) + field, value);
    }

    /** Gives the areas back. */
    @Override
    public void close() {
        areas.give(taken);
    }
}
