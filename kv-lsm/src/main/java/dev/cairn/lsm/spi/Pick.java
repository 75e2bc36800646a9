package dev.cairn.lsm.spi;

import java.util.List;

/**
 * Tables to merge into one level. The machine that merges drops what was overwritten, drops deletes
 * where nothing older lies beneath, and moves tables without reading them where that says the same.
 *
 * @param inputs the tables, at least one
 * @param target the level of what they become; in level 0 that is one table
 */
public record Pick(List<TableMeta> inputs, int target) {
    /** Copies the list. */
    public Pick {
        inputs = List.copyOf(inputs);
    }

    /** Bytes of all inputs. */
    public long bytes() {
        return inputs.stream().mapToLong(TableMeta::bytes).sum();
    }
}
