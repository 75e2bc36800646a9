package dev.cairn.lsm.cache;

import dev.cairn.lsm.area.Area;
import dev.cairn.lsm.cache.Segment.Leaving;
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
 * are filled from the front and given up one after the other, what is to stay being copied on. So
 * there is no fragmentation and no free list. A segment is used again when all readers have left
 * that were inside when it was given up; while they have not, blocks may go uncached.
 *
 * <p>Hits take no lock ({@link Slots#get}, within {@link #epochs}); {@link #room} and {@link #keep}
 * take one, beside a read from disk. Safe for all threads.
 *
 * @param <B> what a block is to its user
 */
public final class BlockCache<B extends Movable<B>> implements AutoCloseable {
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

    /**
     * So many blocks at most are given up or moved when one comes: a segment as a whole would hold
     * its reader up, and those who wait for the lock.
     */
    private static final int GIVEN_UP_AT_ONCE = 8;

    private final Epochs epochs;
    private final List<Area> areas = new ArrayList<>();
    private final long segmentBytes;
    private final int smallSegments;
    private final Ghost ghost;
    private final ArrayDeque<Segment<B>> small = new ArrayDeque<>();
    private final ArrayDeque<Segment<B>> main = new ArrayDeque<>();
    private final Queue<Segment<B>> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger freed = new AtomicInteger();
    private final LongAdder misses = new LongAdder();
    private final AtomicInteger retired = new AtomicInteger();
    private Optional<Leaving<B>> leaving = Optional.empty();
    private volatile boolean closed;
    private MemorySegment uncut = MemorySegment.NULL;
    private int unmade;

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

    /** How often room was asked for, that is, a block read because it was not here. */
    public long misses() {
        return misses.sum();
    }

    /**
     * Room for the block that is to be read next, at the cost of others; empty when there is none,
     * or when the block has been kept meanwhile. The caller is inside an epoch.
     */
    public Optional<Room<B>> room(Slots<B> home, int index, int bytes) {
        misses.increment();
        if (bytes > segmentBytes) {
            return Optional.empty();
        }
        synchronized (small) {
            if (home.holds(index)) {
                return Optional.empty();
            }
            makeRoomAhead();
            boolean known = ghost.recall(home.fingerprint(index));
            return withRoom(known ? main : small, bytes)
                    .map(segment -> new Room<>(segment, home, index, bytes));
        }
    }

    /** Keeps the block that was put into that room, unless another reader was faster. */
    public void keep(Room<B> room, B block) {
        synchronized (small) {
            if (!room.segment().isGivenUp()) {
                place(room, block).publish();
            }
        }
    }

    private Cached<B> place(Room<B> room, B block) {
        Cached<B> cached = room.occupiedBy(block);
        room.segment().add(cached);
        return cached;
    }

    /** The last segment of a queue if it has room, else a free one. */
    private Optional<Segment<B>> withRoom(ArrayDeque<Segment<B>> queue, long bytes) {
        Segment<B> last = queue.peekLast();
        if (last != null && last.hasRoom(bytes)) {
            return Optional.of(last);
        }
        Segment<B> fresh = free.poll();
        if (fresh != null) {
            freed.decrementAndGet();
        }
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
     * for a while yet. What stays is moved to free segments, so one is left for the block at hand.
     */
    private void makeRoomAhead() {
        for (int i = 0; i < GIVEN_UP_AT_ONCE && available() > 1; i++) {
            if (leaving.isEmpty() && available() + retired.get() < RESERVE) {
                leaving = oldest();
            }
            if (leaving.isEmpty()) {
                return;
            }
            giveUpNext(leaving.get());
        }
    }

    private Optional<Leaving<B>> oldest() {
        boolean fromSmall = small.size() > smallSegments || main.size() < 2;
        return Optional.ofNullable((fromSmall ? small : main).poll())
                .map(segment -> new Leaving<>(segment, fromSmall));
    }

    private void giveUpNext(Leaving<B> from) {
        if (from.hasNext()) {
            evict(from.next(), from.segment(), from.isFromSmall());
        } else {
            leaving = Optional.empty();
            retired.incrementAndGet();
            epochs.retire(() -> reuse(from.segment()));
        }
    }

    private int available() {
        return unmade + freed.get();
    }

    private void reuse(Segment<B> segment) {
        segment.reuse();
        free.add(segment);
        freed.incrementAndGet();
        retired.decrementAndGet();
    }

    private void evict(Cached<B> block, Segment<B> from, boolean fromSmall) {
        boolean stays = block.touches() > 0 && !block.home().isGone();
        Optional<Segment<B>> target = stays ? withRoom(main, block.length()) : Optional.empty();
        if (target.isPresent()) {
            var room = new Room<>(target.get(), block.home(), block.index(), block.length());
            MemorySegment place = room.memory();
            place.copyFrom(from.part(block.offset(), block.length()));
            Cached<B> moved = place(room, block.block().movedTo(place));
            moved.touches(fromSmall ? 0 : block.touches() - 1);
            moved.replace(block);
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
                used += segment.used();
            }
            for (Segment<B> segment : main) {
                used += segment.used();
            }
            return used + leaving.map(from -> from.segment().used()).orElse(0);
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
