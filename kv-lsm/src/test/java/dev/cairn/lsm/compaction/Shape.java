package dev.cairn.lsm.compaction;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.spi.TableMeta;
import java.util.ArrayList;
import java.util.List;

/** Levels, drawn by hand. */
final class Shape {
    private final List<TableMeta> tables = new ArrayList<>();

    /** A table of 100 entries from one key to another; of two in level 0 the later is the newer. */
    Shape table(int level, String from, String to, long bytes, long deletes) {
        long number = tables.size() + 1L;
        tables.add(
                new TableMeta(
                        number,
                        level,
                        bytes,
                        100,
                        deletes,
                        Bytes.utf8(from),
                        Bytes.utf8(to),
                        number));
        return this;
    }

    Shape table(int level, String from, String to, long bytes) {
        return table(level, from, to, bytes, 0);
    }

    /** Flushed tables of these sizes, the newest first, all over the same keys. */
    static Levels flushed(long... newestFirst) {
        Shape shape = new Shape();
        for (int i = newestFirst.length - 1; i >= 0; i--) {
            shape.table(0, "a", "z", newestFirst[i]);
        }
        return shape.levels();
    }

    TableMeta at(int index) {
        return tables.get(index);
    }

    Levels levels() {
        return new Levels(tables);
    }
}
