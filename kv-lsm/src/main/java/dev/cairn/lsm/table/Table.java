package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.file.Checksum;
import dev.cairn.lsm.file.NumberedFile;
import dev.cairn.lsm.filter.BloomFilter;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A table open for reading. Safe for all threads; nobody may read once it is closed.
 *
 * <p>Damage is a {@link StorageException} of kind CORRUPT with the file and the offset of the part
 * whose checksum is wrong, at the open or at the read.
 */
public final class Table implements AutoCloseable {
    private static final String SUFFIX = ".table";

    private final ReadableFile file;
    private final String name;
    private final TableInfo info;
    private final BloomFilter filter;
    private final TableIndex index;
    private final BlockCache cache;
    private final BlockCache.Slots cached;

    private Table(
            ReadableFile file,
            String name,
            TableInfo info,
            BloomFilter filter,
            TableIndex index,
            BlockCache cache) {
        this.file = file;
        this.name = name;
        this.info = info;
        this.filter = filter;
        this.index = index;
        this.cache = cache;
        this.cached = new BlockCache.Slots(index.blocks());
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
    public static Table open(Directory directory, long number, BlockCache cache)
            throws IOException {
        String name = fileName(number);
        ReadableFile file = directory.open(name);
        try {
            return open(file, name, number, cache);
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    private static Table open(ReadableFile file, String name, long number, BlockCache cache)
            throws IOException {
        long size = file.size();
        if (size < TableFormat.HEADER_BYTES + TableFormat.FOOTER_BYTES) {
            throw StorageException.corrupt(name, 0, "a table has more than " + size + " bytes");
        }
        TableFormat.checkHeader(name, read(file, 0, TableFormat.HEADER_BYTES), number);
        long end = size - TableFormat.FOOTER_BYTES;
        var footer =
                TableFormat.Footer.decode(name, size, read(file, end, TableFormat.FOOTER_BYTES));
        long filterAt = TableFormat.HEADER_BYTES + footer.blocks();
        long indexAt = filterAt + footer.filter();
        long propertiesAt = indexAt + footer.index();
        ByteBuffer filter = section(file, name, filterAt, footer.filter());
        if (!BloomFilter.isEncodedSize(filter.remaining())) {
            throw StorageException.corrupt(
                    name, filterAt, "no filter has " + filter.remaining() + " bytes");
        }
        ByteBuffer index = section(file, name, indexAt, footer.index());
        WireReader properties =
                new WireReader(
                        MemorySegment.ofBuffer(
                                section(file, name, propertiesAt, footer.properties())));
        try {
            var info =
                    new TableInfo(
                            number,
                            size,
                            properties.varint(),
                            properties.bytes(),
                            properties.bytes());
            properties.end();
            var blocks = TableIndex.decode(MemorySegment.ofBuffer(index), footer.blocks());
            return new Table(file, name, info, BloomFilter.decode(filter), blocks, cache);
        } catch (MalformedException malformed) {
            throw StorageException.corrupt(name, indexAt, String.valueOf(malformed.getMessage()));
        }
    }

    private static ByteBuffer read(ReadableFile file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(at, bytes);
        return bytes.flip();
    }

    private static ByteBuffer section(ReadableFile file, String name, long at, long length)
            throws IOException {
        if (length < Integer.BYTES || length > Integer.MAX_VALUE - 8) {
            throw StorageException.corrupt(name, at, "no section has " + length + " bytes");
        }
        ByteBuffer bytes = read(file, at, (int) length);
        int payload = (int) length - Integer.BYTES;
        if (bytes.getInt(payload) != Checksum.crc32c(bytes.array(), 0, payload)) {
            throw StorageException.corrupt(name, at, "a section's checksum does not match");
        }
        return bytes.limit(payload);
    }

    /** What is known without its blocks. */
    public TableInfo info() {
        return info;
    }

    /**
     * What the table says of {@code key}; {@link Entry#UNREAD} when that takes the disk and {@code
     * mayBlock} is false.
     *
     * @param hash the key's {@link dev.cairn.lsm.filter.KeyHash}
     */
    public Entry find(MemorySegment key, long hash, boolean mayBlock) {
        if (!filter.mayContain(hash)) {
            return Entry.NONE;
        }
        int number = index.find(key);
        if (number < 0) {
            return Entry.NONE;
        }
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
        return StorageException.corrupt(
                name, index.offset(number), "a block is malformed: " + malformed.getMessage());
    }

    private Block readAndKeep(int number) {
        Block block = readBlock(number);
        cache.put(cached, number, block);
        return block;
    }

    /**
     * The block from memory or from disk, without keeping it: a scan must not push out what point
     * reads use.
     */
    Block scanBlock(int number) {
        return cached.get(number).orElseGet(() -> readBlock(number));
    }

    private Block readBlock(int number) {
        long at = index.offset(number);
        int length = (int) (index.offset(number + 1) - at);
        byte[] bytes = new byte[length];
        try {
            file.read(at, ByteBuffer.wrap(bytes));
        } catch (EOFException cutShort) {
            throw StorageException.corrupt(name, at, "the file ends within a block");
        } catch (IOException failed) {
            throw new StorageException(
                    StorageException.Kind.IO, "reading " + name + " failed: " + failed, failed);
        }
        int payload = length - TableFormat.BLOCK_TRAILER_BYTES;
        if (payload < 1
                || Checksum.crc32c(bytes, 0, length - 4)
                        != ByteBuffer.wrap(bytes).getInt(length - 4)) {
            throw StorageException.corrupt(name, at, "a block's checksum does not match");
        }
        if (bytes[payload] != TableFormat.CODEC_NONE) {
            throw StorageException.corrupt(
                    name, at, "a block is packed by the unknown codec " + bytes[payload]);
        }
        try {
            return new Block(MemorySegment.ofArray(bytes).asReadOnly().asSlice(0, payload));
        } catch (IndexOutOfBoundsException | ArithmeticException malformed) {
            throw malformed(number, malformed);
        }
    }

    TableIndex index() {
        return index;
    }

    /** The entries from the key {@code from} on; may read the disk at every step. */
    public EntryCursor cursor(MemorySegment from) {
        return new TableCursor(this, from);
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
        cache.drop(cached);
        file.close();
    }
}
