package dev.cairn.lsm;

import dev.cairn.lsm.manifest.TableRef;
import dev.cairn.lsm.spi.TableMeta;
import dev.cairn.lsm.table.Table;
import dev.cairn.lsm.table.TableInfo;

/**
 * An open table and where it stands.
 *
 * @param ref what the manifest says of it
 * @param table the table
 */
record Placed(TableRef ref, Counted<Table> table) {
    /** The same table in another level. */
    Placed at(int level) {
        return new Placed(ref.at(level), table);
    }

    TableMeta meta() {
        TableInfo info = table.get().info();
        return new TableMeta(
                ref.number(),
                ref.level(),
                ref.size(),
                info.entries(),
                info.deletes(),
                info.smallest(),
                info.largest(),
                ref.newest());
    }
}
