package dev.cairn.lsm.table;

import dev.cairn.api.spi.StorageException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

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
    private static final int MOST_READ_AHEAD_BYTES = 128 << 10;

    private Table table;
    private int left;
    private final Desk desk;
    private long windowAt;
    private int windowLength;
    private int readAhead;

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
     * that is not before that key. It is good until the next block is asked for.
     */
    void walk(int number, MemorySegment from, BlockWalk walk) {
        if (!walkOverKept(number, from, walk)) {
            Loaded block = read(number);
            block.walkFrom(from.byteSize() == 0 ? 0 : block.block().seekRestart(from), walk);
        }
        if (from.byteSize() > 0) {
            walk.skipTo(from);
        }
    }

    /** Over a block in the cache. Only what lies behind the restart is copied. */
    private boolean walkOverKept(int number, MemorySegment from, BlockWalk walk) {
        int inside = enter();
        try {
            Optional<Block> kept = kept(number);
            if (kept.isEmpty()) {
                return false;
            }
            Block block = kept.get();
            int begin = block.restart(from.byteSize() == 0 ? 0 : block.seekRestart(from));
            int length = block.end() - begin;
            MemorySegment.copy(
                    block.bytes(), ValueLayout.JAVA_BYTE, begin, room(length), 0, length);
            walk.onto(desk.raw, 0, length, table.reader().kindBits());
            return true;
        } finally {
            table.cache().epochs().exit(inside);
        }
    }

    /** A block; good until the next is asked for. */
    Loaded load(int number) {
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
