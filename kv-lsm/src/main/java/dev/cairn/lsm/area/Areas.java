package dev.cairn.lsm.area;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Areas that are handed from one memtable to the next, so that a store in a steady state takes no
 * memory and frees none. What is idle beyond a bound is freed by {@link #trim}, off the hot path.
 * Safe for all threads.
 */
public final class Areas implements AutoCloseable {
    private static final long LEAST_BYTES = 256 << 10;
    private static final int USUAL_SHARE = 16;

    private final long mostIdle;
    private final long usualBytes;
    private final ArrayDeque<Area> idle = new ArrayDeque<>();
    private long idleBytes;
    private boolean closed;

    /** For memtables of so many bytes; as much may lie idle. */
    public Areas(long memtableBytes) {
        this.mostIdle = memtableBytes;
        this.usualBytes =
                Math.clamp(
                        Long.highestOneBit(memtableBytes / USUAL_SHARE),
                        LEAST_BYTES,
                        Pages.HUGE_BYTES);
    }

    /** How large an area is if there is no reason for another size. */
    public long usualBytes() {
        return usualBytes;
    }

    /** An area of so many bytes, whatever they are; to be given back. */
    public Area take(long bytes) {
        Area area = takeIdle(bytes);
        return area == null ? Area.of(bytes) : area;
    }

    /** The same with all bytes zero. */
    public Area takeZeroed(long bytes) {
        Area area = take(bytes);
        if (area.isUsed()) {
            area.memory().fill((byte) 0);
        }
        return area;
    }

    private synchronized @Nullable Area takeIdle(long bytes) {
        for (Iterator<Area> latest = idle.descendingIterator(); latest.hasNext(); ) {
            Area area = latest.next();
            if (area.memory().byteSize() == bytes) {
                latest.remove();
                idleBytes -= bytes;
                return area;
            }
        }
        return null;
    }

    /** Takes areas back; nobody uses their memory any more. */
    public void give(List<Area> areas) {
        if (!keep(areas)) {
            areas.forEach(Area::close);
        }
    }

    private synchronized boolean keep(List<Area> areas) {
        if (closed) {
            return false;
        }
        for (Area area : areas) {
            area.use();
            idle.add(area);
            idleBytes += area.memory().byteSize();
        }
        return true;
    }

    /** Bytes that nobody uses. */
    public synchronized long idleBytes() {
        return idleBytes;
    }

    /** Whether more is idle than may be for long. */
    public synchronized boolean isOverfull() {
        return idleBytes > mostIdle;
    }

    /** Frees what has been idle longest, down to the bound. */
    public void trim() {
        free(mostIdle);
    }

    private void free(long most) {
        List<Area> surplus = new ArrayList<>();
        synchronized (this) {
            while (idleBytes > most) {
                Area oldest = idle.removeFirst();
                idleBytes -= oldest.memory().byteSize();
                surplus.add(oldest);
            }
        }
        surplus.forEach(Area::close);
    }

    /** Frees what is idle; what is given back later is freed then. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        free(0);
    }
}
