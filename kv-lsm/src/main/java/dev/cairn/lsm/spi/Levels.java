package dev.cairn.lsm.spi;

import dev.cairn.api.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which tables there are and how they stand to each other.
 *
 * <pre>
 * level 0        a table each flush, newest first; they overlap      [c──────────x] [a────q] [b───z]
 * level 1 … 6    tables side by side, none overlapping another       [a─d][e──k][m───────p][q────z]
 * </pre>
 *
 * What stands higher is newer: of two entries of one key, that in the lower level is the older.
 * Entries carry no sequence numbers, so this order is all there is, and {@link #refusal} guards it.
 *
 * <p>Immutable; safe for all threads.
 */
public final class Levels {
    /** The lowest level. Nothing lies beneath. */
    public static final int BOTTOM = 6;

    private static final Comparator<TableMeta> BY_AGE =
            Comparator.comparingLong(TableMeta::newest).reversed();
    private static final Comparator<TableMeta> BY_KEY = Comparator.comparing(TableMeta::smallest);

    private final List<List<TableMeta>> levels;
    private final List<TableMeta> tables;
    private final long[] bytes = new long[BOTTOM + 1];

    /** Of tables in any order. */
    public Levels(Collection<TableMeta> tables) {
        List<List<TableMeta>> sorted = new ArrayList<>();
        for (int level = 0; level <= BOTTOM; level++) {
            sorted.add(new ArrayList<>());
        }
        for (TableMeta table : tables) {
            sorted.get(table.level()).add(table);
            bytes[table.level()] += table.bytes();
        }
        sorted.getFirst().sort(BY_AGE);
        sorted.subList(1, sorted.size()).forEach(level -> level.sort(BY_KEY));
        this.levels = List.copyOf(sorted);
        this.tables = sorted.stream().flatMap(List::stream).toList();
    }

    /** All tables, level by level; level 0 newest first, the others by key. */
    public List<TableMeta> tables() {
        return tables;
    }

    /** The tables of a level. */
    public List<TableMeta> at(int level) {
        return Collections.unmodifiableList(levels.get(level));
    }

    /** Bytes in a level. */
    public long bytes(int level) {
        return bytes[level];
    }

    /** The tables of a level that may have keys between {@code first} and {@code last}. */
    public List<TableMeta> overlapping(int level, Bytes first, Bytes last) {
        if (level == 0) {
            return at(0).stream().filter(table -> table.overlaps(first, last)).toList();
        }
        List<TableMeta> sorted = at(level);
        int from = firstEndingAtOrBehind(sorted, first);
        int to = from;
        while (to < sorted.size() && sorted.get(to).smallest().compareTo(last) <= 0) {
            to++;
        }
        return sorted.subList(from, to);
    }

    private static int firstEndingAtOrBehind(List<TableMeta> sorted, Bytes key) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle).largest().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * The sorted runs, newest first: each table of level 0, and each other level that is not empty.
     * A read asks each of them at most one table.
     */
    public List<List<TableMeta>> runs() {
        List<List<TableMeta>> runs = new ArrayList<>();
        for (TableMeta table : at(0)) {
            runs.add(List.of(table));
        }
        for (int level = 1; level <= BOTTOM; level++) {
            if (!at(level).isEmpty()) {
                runs.add(at(level));
            }
        }
        return runs;
    }

    /** The first key of some tables. */
    public static Bytes smallest(List<TableMeta> tables) {
        return tables.stream()
                .map(TableMeta::smallest)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The last key of some tables. */
    public static Bytes largest(List<TableMeta> tables) {
        return tables.stream().map(TableMeta::largest).max(Comparator.naturalOrder()).orElseThrow();
    }

    /** Whether a table that is no input and older than the pick's result may have its keys. */
    public boolean hidesSomething(Pick pick) {
        return others(pick).anyMatch(table -> isOlder(table, pick));
    }

    /** The tables that are no inputs and may have keys between the first and the last of those. */
    private Stream<TableMeta> others(Pick pick) {
        Set<Long> inputs = new HashSet<>();
        pick.inputs().forEach(table -> inputs.add(table.number()));
        Bytes first = smallest(pick.inputs());
        Bytes last = largest(pick.inputs());
        return IntStream.rangeClosed(0, BOTTOM)
                .mapToObj(level -> overlapping(level, first, last))
                .flatMap(List::stream)
                .filter(table -> !inputs.contains(table.number()));
    }

    private static boolean isOlder(TableMeta table, Pick pick) {
        return table.level() > pick.target()
                || pick.target() == 0
                        && table.level() == 0
                        && table.newest() < newest(pick.inputs());
    }

    private static long newest(List<TableMeta> tables) {
        return tables.stream().mapToLong(TableMeta::newest).max().orElseThrow();
    }

    /**
     * Why a pick would put something older above something newer, or is none at all; empty when it
     * may be carried out.
     */
    public Optional<String> refusal(Pick pick) {
        if (pick.inputs().isEmpty() || !has(pick.inputs())) {
            return Optional.of("it names tables that are not there");
        }
        int lowest = pick.inputs().stream().mapToInt(TableMeta::level).max().orElseThrow();
        if (pick.target() < lowest || pick.target() > BOTTOM) {
            return Optional.of("level " + pick.target() + " is not beneath level " + lowest);
        }
        return others(pick)
                .filter(table -> isPassed(table, pick))
                .findFirst()
                .map(table ->
                        "table "
                                + table.number()
                                + " of level "
                                + table.level()
                                + " is in the way");
    }

    private boolean has(List<TableMeta> inputs) {
        return inputs.stream()
                .allMatch(table ->
                        overlapping(table.level(), table.smallest(), table.largest())
                                .contains(table));
    }

    /** Whether the pick takes something newer beneath {@code table}, or beside it. */
    private static boolean isPassed(TableMeta table, Pick pick) {
        if (table.level() == pick.target()) {
            return table.level() > 0 || isBetween(table, pick);
        }
        return table.level() < pick.target()
                && pick.inputs().stream().anyMatch(input -> isNewer(input, table));
    }

    private static boolean isNewer(TableMeta a, TableMeta b) {
        return a.level() < b.level() || a.level() == 0 && b.level() == 0 && a.newest() > b.newest();
    }

    private static boolean isBetween(TableMeta table, Pick pick) {
        long oldest = pick.inputs().stream().mapToLong(TableMeta::newest).min().orElseThrow();
        return table.newest() > oldest && table.newest() < newest(pick.inputs());
    }
}
