package dev.cairn.lsm.table;

import dev.cairn.api.spi.StorageException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The blocks of table after table for one cursor, as copies on its desk, since a cursor holds a
 * block for longer than a call.
 *
 * <p>The first few blocks of a search are kept in the cache, as those of point reads are: the next
 * search may come by. Those of a scan are not; they are read ahead, more at a time the longer it
 * goes on. Belongs to one thread at a time.
 */
final class BlockScan {
    private static final int BLOCKS_KEPT = 2;
    private static final int MOST_RESTARTS = 1 << 16;
    private static final int MOST_READ_AHEAD_BYTES = 128 << 10;

    private Table table;
    private int left;
    private final Desk desk;
    private long windowAt;
    private int windowLength;
    private int readAhead;
    private int walked;
    private int stretch = 1;
    private int following;

    /** Begins in {@code first}. With {@code keepFirst}, what is read first goes into the cache. */
    BlockScan(Table first, Desk desk, boolean keepFirst) {
        this.table = first;
        this.desk = desk;
        this.left = keepFirst ? BLOCKS_KEPT : 0;
    }

    /** Goes on in another table. */
    void onto(Table next) {
        table = next;
        windowAt = 0;
        windowLength = 0;
    }

    /** A whole block in an array, whose first byte lies at {@code from}. */
    record Loaded(Block block, byte[] array, int from, int kindBits) {
        int restart(int index) {
            return from + block.restart(index);
        }

        int end() {
            return from + block.end();
        }

        void walkFrom(int restart, BlockWalk walk) {
            walk.onto(array, restart(restart), end(), kindBits);
        }
    }

    /**
     * Puts a walk before the first entry of a block, or, unless {@code from} is empty, the first
     * that is not before that key. It is good until the next block is asked for, and may end before
     * the block does: {@link #walkOn}.
     */
    void walk(int number, MemorySegment from, BlockWalk walk) {
        boolean search = from.byteSize() > 0;
        walk(number, block -> search ? block.seekRestart(from) : 0, walk);
        if (search) {
            walk.skipTo(from);
        }
    }

    /** Puts the walk before what follows in the same block; false when nothing does. */
    boolean walkOn(BlockWalk walk) {
        int restart = following;
        if (restart > 0) {
            walk(walked, block -> restart, walk);
        }
        return restart > 0;
    }

    private void walk(int number, ToIntFunction<Block> begin, BlockWalk walk) {
        walked = number;
        following = 0;
        if (!walkOverKept(number, begin, walk)) {
            Loaded block = read(number);
            block.walkFrom(begin.applyAsInt(block.block()), walk);
        }
    }

    /** Over a block in the cache, of which some restarts are copied, more the longer it goes on. */
    private boolean walkOverKept(int number, ToIntFunction<Block> begin, BlockWalk walk) {
        int inside = enter();
        try {
            Optional<Block> kept = kept(number);
            if (kept.isEmpty()) {
                return false;
            }
            Block block = kept.get();
            int first = begin.applyAsInt(block);
            int behind = Math.min(first + stretch, block.restarts());
            boolean whole = behind == block.restarts();
            int from = block.restart(first);
            int length = (whole ? block.end() : block.restart(behind)) - from;
            MemorySegment.copy(block.bytes(), ValueLayout.JAVA_BYTE, from, room(length), 0, length);
            walk.onto(desk.raw, 0, length, table.reader().kindBits());
            following = whole ? 0 : behind;
            stretch = Math.min(2 * stretch, MOST_RESTARTS);
            return true;
        } finally {
            table.cache().epochs().exit(inside);
        }
    }

    /** A whole block; good until the next is asked for. */
    Loaded load(int number) {
        following = 0;
        int inside = enter();
        try {
            Optional<Block> kept = kept(number);
            if (kept.isPresent()) {
                MemorySegment bytes = kept.get().bytes();
                int size = (int) bytes.byteSize();
                MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, room(size), 0, size);
                return loaded(MemorySegment.ofArray(desk.raw).asSlice(0, size));
            }
        } finally {
            table.cache().epochs().exit(inside);
        }
        return read(number);
    }

    /** A block in the cache, one of the first few in any case; valid within the epoch. */
    private Optional<Block> kept(int number) {
        Optional<Block> known = table.cached().get(number);
        if (known.isPresent() || left == 0) {
            return known;
        }
        left--;
        return Optional.of(table.readAndKeep(number));
    }

    private int enter() {
        int inside = table.cache().epochs().enter();
        if (table.cache().isClosed()) {
            table.cache().epochs().exit(inside);
            throw new StorageException(StorageException.Kind.CLOSED, "the store is closed", null);
        }
        return inside;
    }

    private byte[] room(int bytes) {
        if (desk.raw.length < bytes) {
            desk.raw =
                    new byte
                            [Math.max(
                                    bytes, Math.min(2 * desk.raw.length, TableFormat.BLOCK_BYTES))];
        }
        return desk.raw;
    }

    private Loaded read(int number) {
        return loaded(readAhead(number));
    }

    /** A block read from the disk and not kept. */
    static Loaded uncached(Table table, int number) {
        long at = table.index().offset(number);
        int length = (int) (table.index().offset(number + 1) - at);
        return loaded(table.reader(), table.reader().read(at, length));
    }

    private Loaded loaded(MemorySegment bytes) {
        return loaded(table.reader(), bytes);
    }

    private static Loaded loaded(BlockReader reader, MemorySegment bytes) {
        byte[] array = (byte[]) bytes.heapBase().orElseThrow();
        return new Loaded(reader.block(bytes), array, (int) bytes.address(), reader.kindBits());
    }

    private long offset(int number) {
        return table.index().offset(number);
    }

    private int length(int number) {
        return (int) (offset(number + 1) - offset(number));
    }

    private MemorySegment readAhead(int number) {
        long at = offset(number);
        int length = length(number);
        if (at < windowAt || at + length > windowAt + windowLength) {
            readAhead =
                    at == windowAt + windowLength
                            ? Math.min(MOST_READ_AHEAD_BYTES, 4 * Math.max(readAhead, length))
                            : 0;
            long end = offset(table.index().blocks());
            windowLength = (int) Math.min(Math.max(length, readAhead), end - at);
            if (desk.window.length < windowLength) {
                desk.window = new byte[windowLength];
            }
            windowAt = at;
            table.reader().fill(at, desk.window, windowLength);
        }
        return table.reader().unpack(at, desk.window, (int) (at - windowAt), length, this::room);
    }
}
