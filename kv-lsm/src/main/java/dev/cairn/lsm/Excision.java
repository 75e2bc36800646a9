package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.compaction.Compaction;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.manifest.Edit;
import dev.cairn.lsm.manifest.TableRef;
import dev.cairn.lsm.spi.TableMeta;
import dev.cairn.lsm.table.LostBlock;
import dev.cairn.lsm.table.Table;
import dev.cairn.lsm.table.TableInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes what cannot be read out of the store, by one edit. What the damaged table lost may have
 * replaced or deleted anything older, so that goes too, between the keys that were lost.
 *
 * <pre>
 * newer tables           [a────────────────z]      stay
 * the damaged one        [b──e][ lost ][k──q]  ──▶ [b──e·k──q]   the file is kept in damaged/
 * older ones, deeper  [a────────────────────z] ──▶ [a──e·k──z]
 * </pre>
 *
 * Belongs to whoever holds the background's lock for compactions.
 */
final class Excision {
    /** The sub-folder of files taken out of use. */
    static final String ASIDE = "damaged";

    private final StorageEngine.Env env;
    private final Reporter reporter;
    private final Views views;
    private final Tables tables;
    private final Edits edits;
    private final Compaction.Pause pause;

    /** {@code pause} does what may not wait for the end. */
    Excision(
            StorageEngine.Env env,
            Reporter reporter,
            Views views,
            Tables tables,
            Edits edits,
            Compaction.Pause pause) {
        this.env = env;
        this.reporter = reporter;
        this.views = views;
        this.tables = tables;
        this.edits = edits;
        this.pause = pause;
    }

    /**
     * Does nothing when the file is not in use any more, or can be read again. Throws CORRUPT, with
     * nothing changed, when it has more damage than told, or an older table that has to be written
     * anew has some: that is to be scrubbed first.
     */
    void run(Damage damage) throws IOException {
        views.ensureOpen();
        Optional<Placed> damaged = views.present().table(Table.number(damage.file()));
        if (damaged.isPresent()) {
            Inspection found = Inspection.of(tables, damaged.get(), pause::afterBlock);
            if (found.damage().isPresent()) {
                excise(found, within(damage, found));
            }
        }
    }

    /** Keys side by side, both bounds inclusive. */
    private record Keys(Bytes first, Bytes last) {
        boolean cover(Bytes from, Bytes to) {
            return first.compareTo(from) <= 0 && last.compareTo(to) >= 0;
        }
    }

    /** What was told of the table's keys, if it is all that is lost. */
    private static Keys within(Damage damage, Inspection found) {
        TableRef ref = found.table().ref();
        boolean bounded = !damage.last().isEmpty() && damage.last().compareTo(ref.largest()) < 0;
        Keys told =
                new Keys(
                        damage.first().compareTo(ref.smallest()) > 0
                                ? damage.first()
                                : ref.smallest(),
                        bounded ? damage.last() : ref.largest());
        if (found.unreadable().isPresent() && !told.cover(ref.smallest(), ref.largest())) {
            throw found.unreadable().get();
        }
        for (LostBlock block : found.blocks()) {
            if (!told.cover(block.first(), block.last())) {
                throw block.told();
            }
        }
        return told;
    }

    private void excise(Inspection found, Keys lost) throws IOException {
        edits.settle();
        List<Placed> gone = new ArrayList<>();
        List<Placed> come = new ArrayList<>();
        try {
            gone.add(found.table());
            if (found.unreadable().isEmpty()) {
                Table table = found.table().table().get();
                come.addAll(anew(found.table(), table.cursorWithout(found.lostBlocks())));
            }
            for (Placed older : views.present().tables()) {
                TableMeta meta = older.meta();
                if (isOlder(older.ref(), found.table().ref())
                        && meta.overlaps(lost.first(), lost.last())) {
                    gone.add(older);
                    if (!lost.cover(meta.smallest(), meta.largest())) {
                        Table table = older.table().get();
                        come.addAll(anew(older, new Outside(table, lost.first(), lost.last())));
                    }
                }
            }
            keepAside(Table.fileName(found.table().ref().number()));
        } catch (IOException | RuntimeException | Error failed) {
            for (Placed written : come) {
                written.table().get().close();
                env.directory().delete(Table.fileName(written.ref().number()));
            }
            throw failed;
        }
        commit(gone, come, found.places().getFirst());
    }

    private static boolean isOlder(TableRef table, TableRef than) {
        return table.level() > than.level()
                || table.level() == 0 && than.level() == 0 && table.newest() < than.newest();
    }

    /** Tables of what is left of one, in its place. */
    private List<Placed> anew(Placed old, EntryCursor entries) throws IOException {
        int level = old.ref().level();
        try {
            List<TableInfo> written =
                    tables.machine(level).write(entries, old.meta().entries(), pause);
            return tables.place(written, old.ref().newest(), level);
        } finally {
            entries.close();
        }
    }

    /** Before the edit, since what no version names is deleted at the next open. */
    private void keepAside(String name) throws IOException {
        Directory aside = env.directory().child(ASIDE);
        aside.delete(name);
        env.directory().link(name, aside);
        aside.syncNames();
    }

    private void commit(List<Placed> gone, List<Placed> come, StorageException damage)
            throws IOException {
        List<Long> removed = gone.stream().map(placed -> placed.ref().number()).toList();
        List<TableRef> added = come.stream().map(Placed::ref).toList();
        edits.commit(new Edit(added, removed, 0, 0), come);
        views.compacted(gone, come);
        reporter.tell(new StoreEvent.Excised(damage.file(), damage.offset(), gone.size() - 1));
    }
}
