package dev.cairn.lsm;

import dev.cairn.api.spi.StorageEngine.MergeOperator;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.Merges;
import dev.cairn.lsm.entry.MergingCursor;
import dev.cairn.lsm.filter.KeyHash;
import dev.cairn.lsm.memtable.Memtable;
import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.table.Run;
import dev.cairn.lsm.table.Table;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the store consists of at one time: memtables, newest first, and tables in levels. The first
 * memtable is being written.
 */
final class View {
    private final List<Counted<Memtable>> memtables;
    private final List<Placed> tables;
    private final Run[] runs;
    private final Folds folds = new Folds();
    private final AtomicInteger holders = new AtomicInteger();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile boolean retired;

    /** Over memtables, newest first, and tables in any order. */
    View(List<Counted<Memtable>> memtables, List<Placed> tables) {
        this.memtables = List.copyOf(memtables);
        this.tables = List.copyOf(tables);
        this.runs = runs(tables);
        memtables.forEach(Counted::enter);
        tables.forEach(placed -> placed.table().enter());
    }

    /** Level 0 table by table, newest first, then level by level. */
    static Run[] runs(List<Placed> tables) {
        Map<Long, Table> open = new HashMap<>();
        for (Placed placed : tables) {
            open.put(placed.ref().number(), placed.table().get());
        }
        return levels(tables).runs().stream()
                .map(run -> new Run(run.stream().map(meta -> open.get(meta.number())).toList()))
                .toArray(Run[]::new);
    }

    private static Levels levels(List<Placed> tables) {
        return new Levels(tables.stream().map(Placed::meta).toList());
    }

    /** The tables as strategies see them. */
    Levels levels() {
        return levels(tables);
    }

    /** How many places below the memtables a read may have to look in. */
    int runs() {
        return runs.length;
    }

    List<Counted<Memtable>> memtables() {
        return memtables;
    }

    List<Placed> tables() {
        return tables;
    }

    Optional<Placed> table(long number) {
        return tables.stream().filter(placed -> placed.ref().number() == number).findFirst();
    }

    Memtable active() {
        return memtables.getFirst().get();
    }

    /** Whether there may be a value in memory that expires. */
    boolean isDated() {
        return memtables.stream().anyMatch(memtable -> memtable.get().isDated());
    }

    /** Keeps it alive beyond a call, within which it was found; ends with {@link #drop}. */
    void hold() {
        holders.incrementAndGet();
    }

    /** Ends a hold. */
    void drop() {
        holders.decrementAndGet();
        releaseIfUnused();
    }

    /** Says that it was replaced and that no call that may have found it is under way. */
    void retire() {
        retired = true;
        releaseIfUnused();
    }

    private void releaseIfUnused() {
        if (retired && holders.get() == 0 && released.compareAndSet(false, true)) {
            release();
        }
    }

    /** Gives everything up that is in no other view. */
    void release() {
        memtables.forEach(Counted::leave);
        tables.forEach(placed -> placed.table().leave());
    }

    /**
     * The value at {@code position}: PUT or PUT_UNTIL, or DELETE or NONE, or UNREAD if {@code
     * mayBlock} is false and it takes the disk.
     */
    Entry find(MemorySegment key, long position, boolean mayBlock, MergeOperator operator) {
        Entry newest = Entry.NONE;
        long hash = KeyHash.of(key);
        for (int i = 0; i < memtables.size() && newest.kind() == EntryKind.NONE; i++) {
            newest = memtables.get(i).get().find(key, hash, position);
        }
        long operand = newest.kind() == EntryKind.MERGE ? newest.value().address() : 0;
        for (int i = 0; i < runs.length && newest.kind() == EntryKind.NONE; i++) {
            newest = runs[i].find(key, hash, mayBlock);
        }
        if (newest.kind() != EntryKind.MERGE) {
            return newest;
        }
        Optional<Entry> known = folds.get(key, hash, operand);
        if (known.isPresent()) {
            return known.get();
        }
        Entry folded = resolve(key, position, mayBlock, new Merges(operator));
        if (folded.kind() != EntryKind.UNREAD) {
            folds.put(key, hash, operand, folded);
        }
        return folded;
    }

    /** As {@link #find}, under what was gathered in {@code newer}. */
    Entry resolve(MemorySegment key, long position, boolean mayBlock, Merges newer) {
        long hash = KeyHash.of(key);
        for (Counted<Memtable> memtable : memtables) {
            if (!newer.add(memtable.get().find(key, hash, position))) {
                return newer.fold(key, true);
            }
        }
        for (Run run : runs) {
            Entry older = run.find(key, hash, mayBlock);
            if (older.kind() == EntryKind.UNREAD) {
                return older;
            }
            if (!newer.add(older)) {
                break;
            }
        }
        return newer.fold(key, true);
    }

    /** The pairs at {@code position} from the key {@code to} (exclusive; empty: the end) down. */
    EntryCursor descending(
            MemorySegment from, MemorySegment to, long position, MergeOperator operator) {
        List<EntryCursor> sources = new ArrayList<>(memtables.size() + runs.length);
        for (Counted<Memtable> memtable : memtables) {
            sources.add(memtable.get().descending(to, position));
        }
        for (Run run : runs) {
            if (run.overlaps(from, to)) {
                sources.add(run.descending(to));
            }
        }
        return MergingCursor.descending(sources, operator);
    }

    /**
     * The pairs at {@code position} from {@code from} (inclusive) to {@code to} (exclusive; empty:
     * to the end).
     */
    EntryCursor cursor(
            MemorySegment from, MemorySegment to, long position, MergeOperator operator) {
        List<EntryCursor> sources = new ArrayList<>(memtables.size() + runs.length);
        for (Counted<Memtable> memtable : memtables) {
            sources.add(memtable.get().cursor(from, position));
        }
        for (Run run : runs) {
            if (run.overlaps(from, to)) {
                sources.add(run.cursor(from));
            }
        }
        return new MergingCursor(sources, operator, true);
    }
}
