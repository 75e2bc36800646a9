package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.lsm.cache.BlockCache;
import dev.cairn.lsm.file.Checksum;
import dev.cairn.lsm.filter.BloomPolicy;
import dev.cairn.lsm.spi.FilterPolicy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** Reads what a table says of itself: header, footer, filter, index, properties. */
final class TableOpening {
    private final ReadableFile file;
    private final String name;
    private final long number;
    private final TableServices services;

    TableOpening(ReadableFile file, long number, TableServices services) {
        this.file = file;
        this.name = Table.fileName(number);
        this.number = number;
        this.services = services;
    }

    Table open(BlockCache<Block> cache) throws IOException {
        long size = file.size();
        if (size < TableFormat.HEADER_BYTES + TableFormat.FOOTER_BYTES) {
            throw StorageException.corrupt(name, 0, "a table has more than " + size + " bytes");
        }
        int version = TableFormat.checkHeader(name, read(0, TableFormat.HEADER_BYTES), number);
        long end = size - TableFormat.FOOTER_BYTES;
        var footer = TableFormat.Footer.decode(name, size, read(end, TableFormat.FOOTER_BYTES));
        long filterAt = TableFormat.HEADER_BYTES + footer.blocks();
        long indexAt = filterAt + footer.filter();
        long propertiesAt = indexAt + footer.index();
        FilterPolicy.Filter filter = filter(version, filterAt, section(filterAt, footer.filter()));
        MemorySegment index = section(indexAt, footer.index());
        MemorySegment properties = section(propertiesAt, footer.properties());
        try {
            return new Table(
                    new BlockReader(file, name, version, services),
                    info(version, size, footer.blocks(), new WireReader(properties)),
                    filter,
                    TableIndex.decode(index, footer.blocks()),
                    cache);
        } catch (MalformedException malformed) {
            throw StorageException.corrupt(name, indexAt, String.valueOf(malformed.getMessage()));
        }
    }

    private FilterPolicy.Filter filter(int version, long at, MemorySegment section) {
        boolean numbered = version > TableFormat.FIRST_VERSION;
        int id = numbered ? section.get(ValueLayout.JAVA_BYTE, 0) & 0xff : BloomPolicy.ID;
        FilterPolicy policy =
                services.filter(id)
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

    private TableInfo info(int version, long size, long blocks, WireReader properties) {
        long entries = properties.varint();
        Bytes smallest = properties.bytes();
        Bytes largest = properties.bytes();
        boolean told = version > TableFormat.FIRST_VERSION;
        long deletes = told ? properties.varint() : 0;
        long rawBytes = told ? properties.varint() : blocks;
        int codec = told ? properties.u8() : TableFormat.CODEC_NONE;
        properties.end();
        if (smallest.isEmpty()
                || smallest.compareTo(largest) > 0
                || entries < 1
                || deletes < 0
                || deletes > entries) {
            throw new MalformedException("the properties contradict each other");
        }
        return new TableInfo(number, size, entries, smallest, largest, deletes, rawBytes, codec);
    }

    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(at, bytes);
        return bytes.flip();
    }

    private MemorySegment section(long at, long length) throws IOException {
        if (length <= Integer.BYTES || length > Integer.MAX_VALUE - 8) {
            throw StorageException.corrupt(name, at, "no section has " + length + " bytes");
        }
        ByteBuffer bytes = read(at, (int) length);
        int payload = (int) length - Integer.BYTES;
        if (bytes.getInt(payload) != Checksum.crc32c(bytes.array(), 0, payload)) {
            throw StorageException.corrupt(name, at, "a section's checksum does not match");
        }
        return MemorySegment.ofBuffer(bytes.limit(payload));
    }
}
