package dev.cairn.lsm.table;

import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.cache.BlockCache;
import dev.cairn.lsm.cache.Room;
import dev.cairn.lsm.cache.Slots;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.KeyOrder;
import dev.cairn.lsm.file.NumberedFile;
import dev.cairn.lsm.table.TableSections.Guide;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table open for reading. What it takes to find a block, the filter and the index, is read at the
 * first use, so that a store of thousands of tables opens at once. Safe for all threads; nobody may
 * read once it is closed.
 *
 * <p>Damage is a {@link StorageException} of kind CORRUPT with the file and the offset of the part
 * whose checksum is wrong, at the open, the first use or the read.
 */
public final class Table implements AutoCloseable {
    private static final String SUFFIX = ".table";

    private final ReadableFile file;
    private final TableInfo info;
    private final Supplier<Guide> guides;
    private final BlockCache<Block> cache;
    private final Desk.Pool desks;
    private volatile @Nullable Guide guide;

    private Table(ReadableFile file, TableInfo info, Supplier<Guide> guides, TableCache cache) {
        this.file = file;
        this.info = info;
        this.guides = guides;
        this.cache = cache.blocks();
        this.desks = cache.desks();
    }

    /** The name of the file of table {@code number}. */
    public static String fileName(long number) {
        return NumberedFile.name(number, SUFFIX);
    }

    /** The number of the table whose file has that name; −1 when it is no table's. */
    public static long number(String fileName) {
        return NumberedFile.number(fileName, SUFFIX);
    }

    /**
     * Opens table {@code number}, whose file that is, and checks header, footer and properties. The
     * file is the table's from now on, and closed when this fails.
     */
    public static Table open(
            ReadableFile file, long number, TableServices services, TableCache cache)
            throws IOException {
        try {
            TableSections sections = new TableSections(file, number, services);
            return new Table(file, sections.info(), sections::guide, cache);
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /**
     * A table that {@link #open} found damaged. What is known of it otherwise says which keys it
     * may have; every read looks again, and tells what is wrong.
     */
    public static Table damaged(
            ReadableFile file, TableInfo known, TableServices services, TableCache cache) {
        Supplier<Guide> guides =
                () -> {
                    try {
                        return new TableSections(file, known.number(), services).guide();
                    } catch (IOException failed) {
                        throw new StorageException(
                                StorageException.Kind.IO,
                                "reading " + fileName(known.number()) + " failed: " + failed,
                                failed);
                    }
                };
        return new Table(file, known, guides, cache);
    }

    /** What is known without its blocks. */
    public TableInfo info() {
        return info;
    }

    /** Reads filter and index now, unless they are in memory; throws what a first use would. */
    public void load() {
        guide();
    }

    /** Bytes that filter and index take in memory, once they were read. */
    public long guideBytes() {
        Guide known = guide;
        return known == null ? 0 : known.bytes();
    }

    private Guide guide() {
        Guide known = guide;
        return known == null ? loaded() : known;
    }

    private synchronized Guide loaded() {
        Guide known = guide;
        if (known == null) {
            known = guides.get();
            guide = known;
        }
        return known;
    }

    /**
     * What the table says of {@code key}; {@link Entry#UNREAD} when that takes the disk and {@code
     * mayBlock} is false.
     *
     * <p>The value is valid until the caller leaves the cache's epoch, in which it must be.
     *
     * @param hash the key's {@link dev.cairn.lsm.filter.KeyHash}
     */
    public Entry find(MemorySegment key, long hash, boolean mayBlock) {
        Guide known = guide;
        if (known == null) {
            if (!mayHold(key)) {
                return Entry.NONE;
            }
            if (!mayBlock) {
                return Entry.UNREAD;
            }
            known = loaded();
        }
        if (!known.filter().mayContain(hash)) {
            return Entry.NONE;
        }
        int number = known.index().find(key);
        Optional<Block> block = known.cached().get(number);
        if (block.isEmpty() && !mayBlock) {
            return Entry.UNREAD;
        }
        try {
            return block.orElseGet(() -> readAndKeep(number)).find(key);
        } catch (IndexOutOfBoundsException malformed) {
            throw malformed(number, malformed);
        }
    }

    private boolean mayHold(MemorySegment key) {
        return KeyOrder.compare(info.smallest().segment(), key) <= 0
                && KeyOrder.compare(info.largest().segment(), key) >= 0;
    }

    /** A block whose checksum is right and whose content is not. */
    StorageException malformed(int number, RuntimeException malformed) {
        return reader().malformed(index().offset(number), malformed);
    }

    /**
     * A block that is not in the cache, read from disk into it, if there is room. Valid until the
     * caller leaves the cache's epoch, in which it must be.
     */
    Block readAndKeep(int number) {
        long at = index().offset(number);
        int length = (int) (index().offset(number + 1) - at);
        Desk desk = desks.take();
        try {
            var place = new Place(number);
            BlockReader reader = reader();
            Block block = reader.cachedBlock(reader.read(at, desk.packed(length), place));
            place.room.ifPresent(room -> cache.keep(room, block));
            return block;
        } finally {
            desks.giveBack(desk);
        }
    }

    /** Where a block is unpacked to: room of the cache, else an array. */
    private final class Place implements BlockReader.Target {
        private final int number;
        private Optional<Room<Block>> room = Optional.empty();

        Place(int number) {
            this.number = number;
        }

        @Override
        public MemorySegment of(int bytes) {
            room = cache.room(cached(), number, bytes);
            return room.map(Room::memory).orElseGet(() -> MemorySegment.ofArray(new byte[bytes]));
        }
    }

    BlockReader reader() {
        return guide().reader();
    }

    BlockCache<Block> cache() {
        return cache;
    }

    Desk.Pool desks() {
        return desks;
    }

    Slots<Block> cached() {
        return guide().cached();
    }

    /**
     * Reads all blocks from disk, past the cache; answers those that cannot be read.
     *
     * @param afterBlock is told the bytes of each
     */
    public List<LostBlock> lostBlocks(LongConsumer afterBlock) {
        List<LostBlock> lost = new ArrayList<>();
        BlockWalk walk = new BlockWalk();
        for (int number = 0; number < index().blocks(); number++) {
            try {
                walk(number, walk);
            } catch (StorageException told) {
                if (told.kind() != StorageException.Kind.CORRUPT) {
                    throw told;
                }
                lost.add(lost(number, told));
            }
            afterBlock.accept(index().offset(number + 1) - index().offset(number));
        }
        return lost;
    }

    private LostBlock lost(int number, StorageException told) {
        boolean isLast = number == index().blocks() - 1;
        return new LostBlock(
                number,
                number == 0 ? info.smallest() : index().separator(number),
                isLast ? info.largest() : index().separator(number + 1),
                told);
    }

    private void walk(int number, BlockWalk walk) {
        walkOnto(number, walk);
        try {
            boolean more = walk.next();
            while (more) {
                more = walk.next();
            }
        } catch (IndexOutOfBoundsException malformed) {
            throw malformed(number, malformed);
        }
    }

    /** Puts a walk before the first entry of a block read from disk. */
    void walkOnto(int number, BlockWalk walk) {
        try {
            BlockScan.uncached(this, number).walkFrom(0, walk);
        } catch (IndexOutOfBoundsException malformed) {
            throw malformed(number, malformed);
        }
    }

    /** The entries of all blocks but some, by number; reads past the cache. */
    public EntryCursor cursorWithout(Set<Integer> blocks) {
        return new SoundBlocks(this, blocks);
    }

    TableIndex index() {
        return guide().index();
    }

    /** The entries from the key {@code from} on; may read the disk at every step. */
    public EntryCursor cursor(MemorySegment from) {
        return new TableCursor(new Table[] {this}, false, 0, from);
    }

    /**
     * The entries below the key {@code to}, or all when it is empty, largest first; may read the
     * disk at every step.
     */
    public EntryCursor descending(MemorySegment to) {
        return new TableCursor(new Table[] {this}, true, 0, to);
    }

    /**
     * Whether any key from {@code from} (inclusive) to {@code to} (exclusive; empty: to the end)
     * may be in it.
     */
    public boolean overlaps(MemorySegment from, MemorySegment to) {
        return KeyOrder.compare(info().largest().segment(), from) >= 0
                && (to.byteSize() == 0 || KeyOrder.compare(info().smallest().segment(), to) < 0);
    }

    @Override
    public void close() throws IOException {
        Guide known = guide;
        if (known != null) {
            known.cached().close();
        }
        file.close();
    }
}
