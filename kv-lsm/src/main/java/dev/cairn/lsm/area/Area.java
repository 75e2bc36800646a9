package dev.cairn.lsm.area;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A piece of memory off the heap that is freed as a whole: by {@link Pages} if it is large and they
 * are to be had, else from the C library. All threads may use the memory; nobody may once it is
 * closed.
 */
public final class Area implements AutoCloseable {
    private static final Optional<Pages> PAGES = Pages.ofSystem();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private boolean used;

    private Area(long bytes) {
        try {
            boolean paged = bytes > 0 && bytes % Pages.HUGE_BYTES == 0 && PAGES.isPresent();
            memory = paged ? PAGES.get().map(bytes, arena) : arena.allocate(bytes, Long.BYTES);
        } catch (RuntimeException | Error failed) {
            arena.close();
            throw failed;
        }
    }

    /** So many bytes, all zero; throws {@link OutOfMemoryError}. */
    public static Area of(long bytes) {
        return new Area(bytes);
    }

    /** Its bytes. */
    public MemorySegment memory() {
        return memory;
    }

    /** Says that its bytes are not zero any more. */
    void use() {
        used = true;
    }

    boolean isUsed() {
        return used;
    }

    /** Waits until no thread is within an access; microseconds, at worst milliseconds. */
    @Override
    public void close() {
        arena.close();
    }
}
