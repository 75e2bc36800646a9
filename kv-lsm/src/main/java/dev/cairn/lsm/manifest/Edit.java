package dev.cairn.lsm.manifest;

import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of the version, drawn in docs/formats/lsm.md under "manifest".
 *
 * @param added tables that are new
 * @param removed numbers of the tables that are gone
 * @param firstSegment the first log segment that counts from now on; 0: as before
 * @param flushed the last position that is in tables; 0: as before
 */
public record Edit(List<TableRef> added, List<Long> removed, long firstSegment, long flushed) {
    private static final int ADDED = 1;
    private static final int REMOVED = 2;
    private static final int LOG = 3;

    /** Copies the lists. */
    public Edit {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    void encode(WireWriter writer) {
        for (TableRef table : added) {
            writer.u8(ADDED).varint(table.number()).varint(table.size()).varint(table.newest());
        }
        for (long number : removed) {
            writer.u8(REMOVED).varint(number);
        }
        if (firstSegment > 0) {
            writer.u8(LOG).varint(firstSegment).varint(flushed);
        }
    }

    static Edit decode(WireReader reader) {
        List<TableRef> added = new ArrayList<>();
        List<Long> removed = new ArrayList<>();
        long firstSegment = 0;
        long flushed = 0;
        while (reader.remaining() > 0) {
            int field = reader.u8();
            switch (field) {
                case ADDED ->
                        added.add(new TableRef(reader.varint(), reader.varint(), reader.varint()));
                case REMOVED -> removed.add(reader.varint());
                case LOG -> {
                    firstSegment = reader.varint();
                    flushed = reader.varint();
                }
                default ->
                        throw new MalformedException(
                                "unknown field " + field + " before byte " + reader.position());
            }
        }
        return new Edit(added, removed, firstSegment, flushed);
    }
}
