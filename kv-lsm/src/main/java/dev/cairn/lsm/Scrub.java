package dev.cairn.lsm;

import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads every byte of some tables back from the disk and checks it. */
record Scrub(Tables tables, EventSink events) {
    /** The damage found, told as events too; throws IO when reading itself fails. */
    List<Event.CorruptionFound> run(List<Placed> placed) throws IOException {
        List<Event.CorruptionFound> found = new ArrayList<>();
        for (Placed table : placed) {
            for (StorageException damage : check(table)) {
                found.add(
                        new Event.CorruptionFound(
                                damage.file(),
                                damage.offset(),
                                String.valueOf(damage.getMessage())));
            }
        }
        found.forEach(events::emit);
        return found;
    }

    /** What is read at the open and the first use only, and then the blocks. */
    private List<StorageException> check(Placed placed) throws IOException {
        List<StorageException> damage = new ArrayList<>();
        try (Table again = tables.open(placed.ref().number()).get()) {
            again.load();
        } catch (StorageException told) {
            damage.add(corrupt(told));
        }
        try {
            damage.addAll(placed.table().get().scrub());
        } catch (StorageException told) {
            if (damage.isEmpty()) {
                throw told;
            }
        }
        return damage;
    }

    private static StorageException corrupt(StorageException told) {
        if (told.kind() != StorageException.Kind.CORRUPT) {
            throw told;
        }
        return told;
    }
}
