package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.lsm.cache.Slots;
import dev.cairn.lsm.file.Checksum;
import dev.cairn.lsm.filter.BloomPolicy;
import dev.cairn.lsm.spi.FilterPolicy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * What a table says of itself beside its blocks. Header, footer and properties are read at once,
 * filter and index when they are asked for. Safe for all threads.
 */
final class TableSections {
    /**
     * So much of the file's end is read at once: the footer and, unless keys are long, properties.
     */
    private static final int TAIL_BYTES = 1024;

    private final ReadableFile file;
    private final String name;
    private final int version;
    private final BlockReader reader;
    private final long number;
    private final long size;
    private final TableFormat.Footer footer;
    private final TableInfo info;

    /** Of table {@code number}, whose file that is; checks header, footer and properties. */
    TableSections(ReadableFile file, long number, TableServices services) throws IOException {
        this.file = file;
        this.name = Table.fileName(number);
        this.number = number;
        this.size = file.size();
        if (size < TableFormat.HEADER_BYTES + TableFormat.FOOTER_BYTES) {
            throw StorageException.corrupt(name, 0, "a table has more than " + size + " bytes");
        }
        ByteBuffer header = read(file, 0, TableFormat.HEADER_BYTES);
        this.version = TableFormat.checkHeader(name, header, number);
        int length = (int) Math.min(TAIL_BYTES, size);
        ByteBuffer tail = read(file, size - length, length);
        this.footer =
                TableFormat.Footer.decode(
                        name,
                        size,
                        tail.slice(length - TableFormat.FOOTER_BYTES, TableFormat.FOOTER_BYTES));
        long at = footer.propertiesAt();
        long inTail = at - (size - length);
        this.info =
                info(
                        at,
                        inTail < 0
                                ? section(at, footer.properties())
                                : section(at, tail.slice((int) inTail, (int) footer.properties())));
        this.reader = new BlockReader(file, name, version, services, info.rawBytes());
    }

    /** What the properties say. */
    TableInfo info() {
        return info;
    }

    private TableInfo info(long at, MemorySegment section) {
        WireReader properties = new WireReader(section);
        try {
            long entries = properties.varint();
            Bytes smallest = properties.bytes();
            Bytes largest = properties.bytes();
            boolean told = version > TableFormat.FIRST_VERSION;
            long deletes = told ? properties.varint() : 0;
            long rawBytes = told ? properties.varint() : footer.blocks();
            int codec = told ? properties.u8() : TableFormat.CODEC_NONE;
            properties.end();
            if (smallest.isEmpty()
                    || smallest.compareTo(largest) > 0
                    || entries < 1
                    || deletes < 0
                    || deletes > entries) {
                throw new MalformedException("the properties contradict each other");
            }
            return new TableInfo(
                    number, size, entries, smallest, largest, deletes, rawBytes, codec);
        } catch (MalformedException malformed) {
            throw StorageException.corrupt(name, at, String.valueOf(malformed.getMessage()));
        }
    }

    /**
     * What leads a read to its block.
     *
     * @param filter says which keys are certainly not in the table
     * @param filterBytes size of the filter
     * @param index says which block may hold a key
     * @param cached the blocks in memory
     * @param reader reads those on disk
     */
    record Guide(
            FilterPolicy.Filter filter,
            long filterBytes,
            TableIndex index,
            Slots<Block> cached,
            BlockReader reader) {
        /** Bytes of filter and index in memory. */
        long bytes() {
            return filterBytes + index.bytes();
        }
    }

    /** Reads filter and index. */
    Guide guide() {
        try {
            FilterPolicy.Filter filter = filter();
            TableIndex index = index();
            return new Guide(
                    filter, footer.filter(), index, new Slots<>(number, index.blocks()), reader);
        } catch (IOException failed) {
            throw reader.failed(failed);
        }
    }

    private FilterPolicy.Filter filter() throws IOException {
        long at = footer.filterAt();
        MemorySegment section = section(at, footer.filter());
        boolean numbered = version > TableFormat.FIRST_VERSION;
        int id = numbered ? section.get(ValueLayout.JAVA_BYTE, 0) & 0xff : BloomPolicy.ID;
        FilterPolicy policy =
                reader.services()
                        .filter(id)
                        .orElseThrow(() ->
                                new StorageException(
                                        StorageException.Kind.REFUSED,
                                        name
                                                + " has a filter of policy number "
                                                + id
                                                + ", which is not there",
                                        null));
        try {
            return policy.decode(section.asSlice(numbered ? 1 : 0));
        } catch (IllegalArgumentException malformed) {
            throw StorageException.corrupt(name, at, String.valueOf(malformed.getMessage()));
        }
    }

    private TableIndex index() throws IOException {
        long at = footer.indexAt();
        try {
            return TableIndex.decode(section(at, footer.index()), footer.blocks());
        } catch (MalformedException malformed) {
            throw StorageException.corrupt(name, at, String.valueOf(malformed.getMessage()));
        }
    }

    private static ByteBuffer read(ReadableFile file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(at, bytes);
        return bytes.flip();
    }

    private MemorySegment section(long at, long length) throws IOException {
        if (length > Integer.MAX_VALUE - 8) {
            throw StorageException.corrupt(name, at, "no section has " + length + " bytes");
        }
        return section(at, read(file, at, (int) length));
    }

    private MemorySegment section(long at, ByteBuffer bytes) {
        int payload = bytes.limit() - Integer.BYTES;
        if (payload < 1) {
            throw StorageException.corrupt(name, at, "no section has " + bytes.limit() + " bytes");
        }
        if (bytes.getInt(payload) != Checksum.crc32c(bytes, 0, payload)) {
            throw StorageException.corrupt(name, at, "a section's checksum does not match");
        }
        return MemorySegment.ofBuffer(bytes.limit(payload));
    }
}
