package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.wire.WireReader;
import dev.cairn.lsm.file.Checksum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which bytes of a sound file are under which checksum, after docs/formats/lsm.md. */
final class ChecksummedParts {
    private static final int TABLE_HEADER = 24;
    private static final int TABLE_FOOTER = 44;
    private static final int MANIFEST_HEADER = 24;
    private static final int LOG_HEADER = 32;
    private static final int LOG_RECORD_HEADER = 21;

    /**
     * Bytes and where their checksum is.
     *
     * @param from the first byte
     * @param to the byte behind the last
     * @param checksum offset of the checksum
     */
    record Part(int from, int to, int checksum) {
        /** Makes the checksum right. */
        void seal(byte[] file) {
            ByteBuffer.wrap(file).putInt(checksum, Checksum.crc32c(file, from, to - from));
        }
    }

    private ChecksummedParts() {}

    static List<Part> of(String name, byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        if (name.endsWith(".table")) {
            return table(bytes);
        }
        if (name.endsWith(".log")) {
            return records(bytes, LOG_HEADER, LOG_RECORD_HEADER);
        }
        return records(bytes, MANIFEST_HEADER, 8);
    }

    /** Of a log or a manifest: a header with its checksum last, records with theirs first. */
    private static List<Part> records(ByteBuffer bytes, int header, int recordHeader) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(0, header - 4, header - 4));
        for (int at = header; at < bytes.limit(); ) {
            int end = at + recordHeader + bytes.getInt(at + 4);
            parts.add(new Part(at + 4, end, at));
            at = end;
        }
        return parts;
    }

    private static List<Part> table(ByteBuffer bytes) {
        List<Part> parts = new ArrayList<>();
        int footer = bytes.limit() - TABLE_FOOTER;
        parts.add(new Part(0, TABLE_HEADER - 4, TABLE_HEADER - 4));
        parts.add(new Part(footer, footer + 32, footer + 32));
        int at = TABLE_HEADER + (int) bytes.getLong(footer);
        for (int section = 1; section < 4; section++) {
            int end = at + (int) bytes.getLong(footer + 8 * section);
            parts.add(new Part(at, end - 4, end - 4));
            if (section == 2) {
                blocks(bytes.array(), at, end - 4, parts);
            }
            at = end;
        }
        return parts;
    }

    private static void blocks(byte[] file, int from, int to, List<Part> parts) {
        WireReader index = new WireReader(Bytes.wrap(Arrays.copyOfRange(file, from, to)));
        int at = TABLE_HEADER;
        for (long left = index.varint(); left > 0; left--) {
            index.bytes();
            int end = at + (int) index.varint();
            parts.add(new Part(at, end - 4, end - 4));
            at = end;
        }
    }
}
