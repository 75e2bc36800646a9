package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.cache.BlockCache;
import dev.cairn.lsm.cache.Slots;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.file.NumberedFile;
import dev.cairn.lsm.spi.FilterPolicy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table open for reading. Safe for all threads; nobody may read once it is closed.
 *
 * <p>Damage is a {@link StorageException} of kind CORRUPT with the file and the offset of the part
 * whose checksum is wrong, at the open or at the read.
 */
public final class Table implements AutoCloseable {
    private static final String SUFFIX = ".table";

    private final BlockReader reader;
    private final TableInfo info;
    private final FilterPolicy.Filter filter;
    private final TableIndex index;
    private final BlockCache<Block> cache;
    private final Slots<Block> cached;

    /** Made by {@link TableOpening}. */
    Table(
            BlockReader reader,
            TableInfo info,
            FilterPolicy.Filter filter,
            TableIndex index,
            BlockCache<Block> cache) {
        this.reader = reader;
        this.info = info;
        this.filter = filter;
        this.index = index;
        this.cache = cache;
        this.cached = new Slots<>(info.number(), index.blocks());
    }

    /** The name of the file of table {@code number}. */
    public static String fileName(long number) {
        return NumberedFile.name(number, SUFFIX);
    }

    /** The number of the table whose file has that name; −1 when it is no table's. */
    public static long number(String fileName) {
        return NumberedFile.number(fileName, SUFFIX);
    }

    /** Opens table {@code number} and checks all of it but its blocks. */
    public static Table open(
            Directory directory, long number, TableServices services, TableCache cache)
            throws IOException {
        ReadableFile file = directory.open(fileName(number));
        try {
            return new TableOpening(file, number, services).open(cache.blocks());
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /** What is known without its blocks. */
    public TableInfo info() {
        return info;
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
        if (!filter.mayContain(hash)) {
            return Entry.NONE;
        }
        int number = index.find(key);
        Optional<Block> block = cached.get(number);
        if (block.isEmpty() && !mayBlock) {
            return Entry.UNREAD;
        }
        try {
            return block.orElseGet(() -> readAndKeep(number)).find(key);
        } catch (IndexOutOfBoundsException malformed) {
            throw malformed(number, malformed);
        }
    }

    /** A block whose checksum is right and whose content is not. */
    StorageException malformed(int number, RuntimeException malformed) {
        return reader.malformed(index.offset(number), malformed);
    }

    private Block readAndKeep(int number) {
        long at = index.offset(number);
        MemorySegment bytes = reader.read(at, (int) (index.offset(number + 1) - at));
        Block block = reader.block(bytes);
        keep(number, bytes);
        return block;
    }

    /** Puts a copy of a block that was read into the cache. */
    void keep(int number, MemorySegment bytes) {
        cache.put(cached, number, bytes, reader::block);
    }

    BlockReader reader() {
        return reader;
    }

    BlockCache<Block> cache() {
        return cache;
    }

    Slots<Block> cached() {
        return cached;
    }

    /** Reads all blocks from disk, past the cache; answers the damage, block by block. */
    public List<StorageException> scrub() {
        List<StorageException> damage = new ArrayList<>();
        BlockWalk walk = new BlockWalk();
        for (int number = 0; number < index.blocks(); number++) {
            try {
                walk(number, walk);
            } catch (StorageException told) {
                if (told.kind() != StorageException.Kind.CORRUPT) {
                    throw told;
                }
                damage.add(told);
            }
        }
        return damage;
    }

    private void walk(int number, BlockWalk walk) {
        try {
            BlockScan.uncached(this, number).walkFrom(0, walk);
            boolean more = walk.next();
            while (more) {
                more = walk.next();
            }
        } catch (IndexOutOfBoundsException malformed) {
            throw malformed(number, malformed);
        }
    }

    TableIndex index() {
        return index;
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
    public boolean overlaps(Bytes from, Bytes to) {
        return info.largest().compareTo(from) >= 0
                && (to.isEmpty() || info.smallest().compareTo(to) < 0);
    }

    @Override
    public void close() throws IOException {
        cached.close();
        reader.file().close();
    }
}
