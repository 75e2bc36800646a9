package dev.cairn.lsm;

import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.lsm.spi.TableMeta;
import dev.cairn.lsm.table.Table;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads every byte of tables back from the disk and checks it.
 *
 * <p>The log's records are in memory as long as they count, and a flush writes them from there; the
 * manifest is written anew at every open. So neither is read.
 */
record Scrub(Tables tables, Views views, EventSink events) {
    /**
     * What was found in a file.
     *
     * @param bytes that were read
     * @param damage if there is any
     */
    record Result(long bytes, Optional<Damage> damage) {}

    /**
     * Oldest first, so that damage can be taken out as it is found: what that writes anew is older
     * than what is damaged.
     */
    List<String> files() {
        int inside = views.enter();
        try {
            return views.present().levels().tables().reversed().stream()
                    .map(TableMeta::number)
                    .map(Table::fileName)
                    .toList();
        } finally {
            views.exit(inside);
        }
    }

    /**
     * Reads a file, unless it was merged since it was named: the merge has read it. Each place is
     * told as an event too. Throws IO when reading itself fails.
     */
    Result run(String file) throws IOException {
        Optional<Placed> held = hold(Table.number(file));
        if (held.isEmpty()) {
            return new Result(0, Optional.empty());
        }
        Placed table = held.get();
        try {
            Inspection found = Inspection.of(tables, table, bytes -> views.ensureOpen());
            found.places().stream().map(Tables::event).forEach(events::emit);
            return new Result(table.ref().size(), found.damage());
        } finally {
            table.table().leave();
        }
    }

    /** The table, if it is still there, kept from being given up. */
    private Optional<Placed> hold(long number) {
        int inside = views.enter();
        try {
            Optional<Placed> present = views.present().table(number);
            present.ifPresent(placed -> placed.table().enter());
            return present;
        } finally {
            views.exit(inside);
        }
    }
}
