package dev.cairn.lsm;

import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageException;
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

    /** What is read at the open only, and then the blocks. */
    private List<StorageException> check(Placed placed) throws IOException {
        List<StorageException> damage = new ArrayList<>();
        try {
            tables.open(placed.ref().number()).get().close();
        } catch (StorageException told) {
            if (told.kind() != StorageException.Kind.CORRUPT) {
                throw told;
            }
            damage.add(told);
        }
        damage.addAll(placed.table().get().scrub());
        return damage;
    }
}
