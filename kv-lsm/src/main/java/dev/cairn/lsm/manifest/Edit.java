package dev.cairn.lsm.manifest;

import dev.cairn.api.Bytes;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.lsm.spi.Levels;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of the version, drawn in docs/formats/lsm.md under "manifest".
 *
 * @param added tables that are new
 * @param removed numbers of the tables that are gone
 * @param firstSegment the first log segment that counts from now on; 0: as before
 * @param flushed the last position that is in tables; 0: as before
 * @param dated whether there may be values from now on that expire; false: as before
 */
public record Edit(
        List<TableRef> added, List<Long> removed, long firstSegment, long flushed, boolean dated) {
    private static final int ADDED_BEFORE_LEVELS = 1;
    private static final int REMOVED = 2;
    private static final int LOG = 3;
    private static final int ADDED_WITHOUT_KEYS = 4;
    private static final int DATED = 5;
    private static final int ADDED = 6;

    /** Copies the lists. */
    public Edit {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** An edit that brings no value that expires. */
    public Edit(List<TableRef> added, List<Long> removed, long firstSegment, long flushed) {
        this(added, removed, firstSegment, flushed, false);
    }

    void encode(WireWriter writer) {
        for (TableRef table : added) {
            writer.u8(table.tellsKeys() ? ADDED : ADDED_WITHOUT_KEYS);
            writer.varint(table.number()).varint(table.size());
            writer.varint(table.newest()).u8(table.level());
            if (table.tellsKeys()) {
                writer.bytes(table.smallest()).bytes(table.largest());
            }
        }
        for (long number : removed) {
            writer.u8(REMOVED).varint(number);
        }
        if (firstSegment > 0) {
            writer.u8(LOG).varint(firstSegment).varint(flushed);
        }
        if (dated) {
            writer.u8(DATED);
        }
    }

    static Edit decode(WireReader reader) {
        List<TableRef> added = new ArrayList<>();
        List<Long> removed = new ArrayList<>();
        long firstSegment = 0;
        long flushed = 0;
        boolean dated = false;
        while (reader.remaining() > 0) {
            int field = reader.u8();
            switch (field) {
                case ADDED_BEFORE_LEVELS -> added.add(table(reader, false));
                case ADDED_WITHOUT_KEYS -> added.add(table(reader, true));
                case ADDED -> added.add(withKeys(table(reader, true), reader));
                case REMOVED -> removed.add(reader.varint());
                case LOG -> {
                    firstSegment = reader.varint();
                    flushed = reader.varint();
                }
                case DATED -> dated = true;
                default ->
                        throw new MalformedException(
                                "unknown field " + field + " before byte " + reader.position());
            }
        }
        return new Edit(added, removed, firstSegment, flushed, dated);
    }

    private static TableRef table(WireReader reader, boolean leveled) {
        long number = reader.varint();
        long size = reader.varint();
        long newest = reader.varint();
        int level = leveled ? reader.u8() : 0;
        if (level > Levels.BOTTOM) {
            throw new MalformedException("level " + level + " before byte " + reader.position());
        }
        return new TableRef(number, size, newest, level);
    }

    private static TableRef withKeys(TableRef table, WireReader reader) {
        Bytes first = reader.bytes();
        Bytes last = reader.bytes();
        if (first.isEmpty() || first.compareTo(last) > 0) {
            throw new MalformedException(
                    "no table has the keys of "
                            + table.number()
                            + ", before byte "
                            + reader.position());
        }
        return table.from(first, last);
    }
}
