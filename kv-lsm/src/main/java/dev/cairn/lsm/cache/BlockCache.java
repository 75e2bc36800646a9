package dev.cairn.lsm.cache;

import dev.cairn.lsm.area.Area;
import dev.cairn.lsm.cache.Slots.Cached;
import dev.cairn.lsm.epoch.Epochs;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Keeps blocks in memory off the heap, up to a number of bytes.
 *
 * <p>What to give up is decided as in S3-FIFO (Yang et al., SOSP 2023): a new block enters a small
 * queue, a tenth of the room; if it is asked for again before it gets to the end it goes on to the
 * main queue, else it goes, and only a fingerprint of it is kept. One that comes back while it is
 * remembered enters the main queue at once, and stays in it as long as it is asked for at each
 * round. So a scan passes through a tenth of the cache and leaves the rest alone.
 *
 * <p>Memory is managed as in Segcache (Yang et al., NSDI 2021): the queues consist of segments that
 * are filled from the front and given up as a whole, what is to stay being copied on. So there is
 * no fragmentation and no free list. A segment is used again when all readers have left that were
 * inside when it was given up; while they have not, blocks may go uncached.
 *
 * <p>Hits take no lock ({@link Slots#get}, within {@link #epochs}); {@link #put} takes one, beside
 * a read from disk. Safe for all threads.
 *
 * @param <B> what a block is to its user
 */
public final class BlockCache<B> implements AutoCloseable {
    private static final long LEAST_SEGMENT_BYTES = 16 << 10;
    private static final long MOST_SEGMENT_BYTES = 1 << 20;
    private static final int SEGMENTS = 64;

    /** Memory is taken for so many segments at a time. */
    private static final long AREA_BYTES = 4 << 20;

    private static final int FEWEST_SEGMENTS = 16;
    private static final int SMALL_SHARE = 10;
    private static final int RESERVE = 4;
    private static final long CLOSE_POLL_NANOS = 50_000;
    private static final int USUAL_BLOCK_BYTES = 4096;

    private final Epochs epochs;
    private final List<Area> areas = new ArrayList<>();
    private final long segmentBytes;
    private final int smallSegments;
    private final Ghost ghost;
    private final ArrayDeque<Segment<B>> small = new ArrayDeque<>();
    private final ArrayDeque<Segment<B>> main = new ArrayDeque<>();
    private final Queue<Segment<B>> free = new ConcurrentLinkedQueue<>();
    private final LongAdder misses = new LongAdder();
    private final AtomicInteger retired = new AtomicInteger();
    private volatile boolean closed;
    private MemorySegment uncut = MemorySegment.NULL;
    private int unmade;

    private static final class Segment<B> {
        private final MemorySegment memory;
        private final List<Cached<B>> blocks = new ArrayList<>();
        private int used;

        Segment(MemorySegment memory) {
            this.memory = memory;
        }

        boolean hasRoom(long bytes) {
            return used + bytes <= memory.byteSize();
        }
    }

    /** Keeps at most {@code capacity} bytes; nothing when that is less than 256 KiB. */
    public BlockCache(long capacity, Epochs epochs) {
        this.epochs = epochs;
        this.segmentBytes =
                Math.clamp(capacity / SEGMENTS, LEAST_SEGMENT_BYTES, MOST_SEGMENT_BYTES);
        int segments = (int) Math.min(capacity / segmentBytes, Integer.MAX_VALUE);
        this.unmade = segments < FEWEST_SEGMENTS ? 0 : segments;
        this.smallSegments = Math.max(1, segments / SMALL_SHARE);
        this.ghost = new Ghost(unmade == 0 ? 0 : capacity / USUAL_BLOCK_BYTES);
    }

    /** What a reader is inside of while it uses what it found. */
    public Epochs epochs() {
        return epochs;
    }

    /** How many blocks were put, that is, read because they were not here. */
    public long misses() {
        return misses.sum();
    }

    /** Keeps a copy of a block, at the cost of others, if there is room. */
    public void put(
            Slots<B> home, int index, MemorySegment bytes, Function<MemorySegment, B> view) {
        misses.increment();
        if (bytes.byteSize() > segmentBytes) {
            return;
        }
        synchronized (small) {
            if (home.holds(index)) {
                return;
            }
            makeRoomAhead();
            boolean known = ghost.recall(home.fingerprint(index));
            Optional<Segment<B>> segment = room(known ? main : small, bytes.byteSize());
            segment.ifPresent(room -> copyTo(room, home, index, bytes, view).publish());
        }
    }

    private static <B> Cached<B> copyTo(
            Segment<B> room,
            Slots<B> home,
            int index,
            MemorySegment bytes,
            Function<MemorySegment, B> view) {
        int length = (int) bytes.byteSize();
        MemorySegment place = room.memory.asSlice(room.used, length);
        place.copyFrom(bytes);
        var cached = new Cached<>(view, place, home, index, room.used);
        room.used += length;
        room.blocks.add(cached);
        return cached;
    }

    /** The last segment of a queue if it has room, else a free one. */
    private Optional<Segment<B>> room(ArrayDeque<Segment<B>> queue, long bytes) {
        Segment<B> last = queue.peekLast();
        if (last != null && last.hasRoom(bytes)) {
            return Optional.of(last);
        }
        Segment<B> fresh = free.poll();
        if (fresh == null && unmade > 0) {
            fresh = new Segment<>(cut());
            unmade--;
        }
        if (fresh != null) {
            queue.add(fresh);
        }
        return Optional.ofNullable(fresh);
    }

    private MemorySegment cut() {
        if (uncut.byteSize() == 0) {
            Area area = Area.of(Math.min(unmade, AREA_BYTES / segmentBytes) * segmentBytes);
            areas.add(area);
            uncut = area.memory();
        }
        MemorySegment memory = uncut.asSlice(0, segmentBytes);
        uncut = uncut.asSlice(segmentBytes);
        return memory;
    }

    /**
     * Gives segments up before they are needed, since readers, this one above all, may be inside
     * for a while yet. What stays is copied to free segments, so one is left for the block at hand.
     */
    private void makeRoomAhead() {
        while (available() > 1 && available() + retired.get() < RESERVE) {
            boolean fromSmall = small.size() > smallSegments || main.size() < 2;
            Segment<B> oldest = (fromSmall ? small : main).poll();
            if (oldest == null) {
                return;
            }
            for (Cached<B> block : oldest.blocks) {
                evict(block, oldest, fromSmall);
            }
            retired.incrementAndGet();
            epochs.retire(() -> reuse(oldest));
        }
    }

    private int available() {
        return unmade + free.size();
    }

    private void reuse(Segment<B> segment) {
        segment.blocks.clear();
        segment.used = 0;
        free.add(segment);
        retired.decrementAndGet();
    }

    private void evict(Cached<B> block, Segment<B> from, boolean fromSmall) {
        boolean stays = block.touches() > 0 && !block.home().isGone();
        Optional<Segment<B>> room = stays ? room(main, block.length()) : Optional.empty();
        if (room.isPresent()) {
            MemorySegment bytes = from.memory.asSlice(block.offset(), block.length());
            Cached<B> copy = copyTo(room.get(), block.home(), block.index(), bytes, block.view());
            copy.touches(fromSmall ? 0 : block.touches() - 1);
            copy.replace(block);
            return;
        }
        if (block.remove() && fromSmall) {
            ghost.remember(block.home().fingerprint(block.index()));
        }
    }

    /** Bytes of the blocks kept. */
    public long used() {
        synchronized (small) {
            long used = 0;
            for (Segment<B> segment : small) {
                used += segment.used;
            }
            for (Segment<B> segment : main) {
                used += segment.used;
            }
            return used;
        }
    }

    /** Whether it was closed; asked by a reader inside, it stays open until that one has left. */
    public boolean isClosed() {
        return closed;
    }

    /** Waits for readers who are inside. */
    @Override
    public void close() {
        closed = true;
        while (epochs.isOccupied()) {
            LockSupport.parkNanos(CLOSE_POLL_NANOS);
        }
        synchronized (small) {
            areas.forEach(Area::close);
        }
    }
}
