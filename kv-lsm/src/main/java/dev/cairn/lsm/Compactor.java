package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.compaction.Compaction;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.Expiry;
import dev.cairn.lsm.entry.MergingCursor;
import dev.cairn.lsm.manifest.Edit;
import dev.cairn.lsm.manifest.TableRef;
import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.spi.Pick;
import dev.cairn.lsm.spi.TableMeta;
import dev.cairn.lsm.table.Run;
import dev.cairn.lsm.table.Table;
import dev.cairn.lsm.table.TableInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Carries out what a {@link CompactionStrategy} picks, after checking that it hides nothing newer.
 * Tables that overlap nothing are moved without reading them. A large merge is cut into ranges,
 * which other threads of the executor may take. Belongs to whoever holds the background's lock for
 * compactions, but where it says otherwise.
 */
final class Compactor {
    private static final int MOST_RANGES = 4;
    private static final int TABLES_A_RANGE = 4;

    private final StorageEngine.Env env;
    private final Reporter reporter;
    private final Views views;
    private final Tables tables;
    private final Edits edits;
    private final Runnable betweenBlocks;
    private final BooleanSupplier isCalm;
    private final Pace pace;
    private volatile CompactionStrategy strategy;
    private volatile boolean halted;
    private volatile String damaged = "";

    /**
     * {@code betweenBlocks} does what may not wait for the end of a long merge; {@code isCalm}
     * tells whether hardly anybody writes.
     */
    Compactor(
            LsmConfig config,
            StorageEngine.Env env,
            Reporter reporter,
            Views views,
            Tables tables,
            Edits edits,
            CompactionStrategy strategy,
            Runnable betweenBlocks,
            BooleanSupplier isCalm) {
        this.env = env;
        this.reporter = reporter;
        this.views = views;
        this.tables = tables;
        this.edits = edits;
        this.strategy = strategy;
        this.betweenBlocks = betweenBlocks;
        this.isCalm = isCalm;
        this.pace = new Pace(env.clock(), config.compactionBytesPerSecond());
    }

    /**
     * Has another strategy pick from now on; what is being merged is merged to its end; for any
     * thread.
     */
    void follow(CompactionStrategy other) {
        strategy = other;
    }

    /**
     * Carries out one pick; whether there was one, so that there may be more. Tells of failures,
     * throws none.
     */
    boolean compactNext() {
        if (halted || views.isClosed()) {
            return false;
        }
        try {
            Levels levels = views.present().levels();
            Optional<Pick> pick =
                    strategy.pick(levels)
                            .or(() ->
                                    isCalm.getAsBoolean()
                                            ? strategy.pickAtRest(levels)
                                            : Optional.empty());
            if (pick.isPresent()) {
                carryOut(levels, pick.get());
            }
            return pick.isPresent();
        } catch (CancellationException closed) {
            // The store is being closed; the half-written tables were deleted and the next open
            // starts over.
            return false;
        } catch (IOException | RuntimeException | OutOfMemoryError failed) {
            failed(failed);
            return false;
        }
    }

    /** Whether it waits for damage in that file to be taken out; for any thread. */
    boolean isKeptBy(String file) {
        return halted && damaged.equals(file);
    }

    /** Lets it try again; for any thread. */
    void resume() {
        halted = false;
    }

    private void failed(Throwable failed) {
        if (failed instanceof StorageException told
                && told.kind() == StorageException.Kind.CORRUPT) {
            damaged = told.file();
            halted = true;
            env.events().emit(Tables.event(told));
        } else {
            halted = failed instanceof IllegalStateException;
        }
        reporter.tell(new StoreEvent.CompactionFailed(String.valueOf(failed.getMessage()), halted));
    }

    /** Merges all tables into the bottom level. */
    void compactFully() throws IOException {
        Levels levels = views.present().levels();
        if (!levels.tables().isEmpty()) {
            carryOut(levels, new Pick(levels.tables(), Levels.BOTTOM));
        }
    }

    private void carryOut(Levels levels, Pick pick) throws IOException {
        Optional<String> refusal = levels.refusal(pick);
        if (refusal.isPresent()) {
            throw new IllegalStateException(
                    "the strategy picked what cannot be merged: " + refusal.get());
        }
        edits.settle();
        Set<Long> numbers = new HashSet<>(pick.inputs().stream().map(TableMeta::number).toList());
        List<Placed> inputs =
                views.present().tables().stream()
                        .filter(placed -> numbers.contains(placed.ref().number()))
                        .toList();
        if (mayMove(pick, inputs)) {
            move(pick, inputs);
        } else {
            merge(levels, pick, inputs);
        }
    }

    /** Whether the tables, as they are, side by side, are what a merge would make. */
    private boolean mayMove(Pick pick, List<Placed> inputs) {
        int codec = tables.spec(pick.target()).codecId();
        boolean ready =
                pick.target() > 0
                        && inputs.stream()
                                .allMatch(placed ->
                                        placed.ref().level() != pick.target()
                                                && placed.table().get().info().codec() == codec);
        List<TableMeta> seen = new ArrayList<>();
        for (TableMeta table : pick.inputs()) {
            if (!ready || seen.stream().anyMatch(table::overlaps)) {
                return false;
            }
            seen.add(table);
        }
        return true;
    }

    private void move(Pick pick, List<Placed> inputs) throws IOException {
        List<TableRef> moved =
                inputs.stream().map(placed -> placed.ref().at(pick.target())).toList();
        edits.commit(new Edit(moved, numbers(inputs), 0, 0), List.of());
        views.moved(inputs, pick.target());
        reporter.tell(new StoreEvent.Moved(inputs.size(), pick.target(), pick.bytes()));
    }

    private void merge(Levels levels, Pick pick, List<Placed> inputs) throws IOException {
        List<TableInfo> written = write(levels, pick, inputs);
        long newest = pick.inputs().stream().mapToLong(TableMeta::newest).max().orElseThrow();
        List<Placed> added = tables.place(written, newest, pick.target());
        edits.commit(
                new Edit(added.stream().map(Placed::ref).toList(), numbers(inputs), 0, 0), added);
        views.compacted(inputs, added);
        reporter.tell(
                new StoreEvent.Compacted(
                        inputs.size(),
                        added.size(),
                        pick.target(),
                        pick.bytes(),
                        written.stream().mapToLong(TableInfo::size).sum()));
    }

    /** The tables that a merge makes, by key; on any failure none are left. */
    private List<TableInfo> write(Levels levels, Pick pick, List<Placed> inputs)
            throws IOException {
        Compaction machine = tables.machine(pick.target());
        boolean bottom = !levels.hidesSomething(pick);
        long now = env.clock().millis();
        long entries = pick.inputs().stream().mapToLong(TableMeta::entries).sum();
        List<Run> runs = List.of(View.runs(inputs));
        KeyRanges ranges =
                new KeyRanges(
                        cuts(pick, machine.tableBytes()),
                        (from, to) -> {
                            EntryCursor merged =
                                    new MergingCursor(sources(runs, from, to), env.merge(), bottom);
                            EntryCursor living = Expiry.withoutDue(merged, now, bottom);
                            EntryCursor within = to.isEmpty() ? living : new Until(living, to);
                            return machine.write(within, entries, this::afterBlock);
                        });
        try {
            ranges.mergeAll(env.background());
            return ranges.written();
        } catch (IOException | RuntimeException | Error failed) {
            for (TableInfo table : ranges.written()) {
                env.directory().delete(Table.fileName(table.number()));
            }
            throw failed;
        }
    }

    /**
     * Where a large merge is cut: at first keys of its tables, so that each range has about as many
     * of them. Into one table of level 0 there is one range.
     */
    private static List<Bytes> cuts(Pick pick, long tableBytes) {
        long ranges = Math.min(MOST_RANGES, pick.bytes() / tableBytes / TABLES_A_RANGE);
        List<Bytes> firsts =
                pick.inputs().stream().map(TableMeta::smallest).distinct().sorted().toList();
        SortedSet<Bytes> cuts = new TreeSet<>();
        for (int i = 1; i < ranges; i++) {
            cuts.add(firsts.get((int) (i * firsts.size() / ranges)));
        }
        cuts.remove(firsts.getFirst());
        return List.copyOf(cuts);
    }

    /** A cursor for each sorted run that may have keys between the bounds, newest first. */
    private static List<EntryCursor> sources(List<Run> runs, Bytes from, Bytes to) {
        List<EntryCursor> sources = new ArrayList<>();
        for (Run run : runs) {
            if (run.overlaps(from.segment(), to.segment())) {
                sources.add(run.cursor(from.segment()));
            }
        }
        return sources;
    }

    private static List<Long> numbers(List<Placed> tables) {
        return tables.stream().map(placed -> placed.ref().number()).toList();
    }

    private void afterBlock(long bytes) {
        betweenBlocks.run();
        pace.waitAfter(bytes);
    }
}
