package dev.cairn.lsm.manifest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the store consists of, apart from what is in the log.
 *
 * @param tables level by level, newest first
 * @param firstSegment the first log segment that counts
 * @param flushed the last position that is in tables; the log goes on behind it
 * @param dated whether there may be values in tables that expire
 */
public record Version(List<TableRef> tables, long firstSegment, long flushed, boolean dated) {
    private static final Comparator<TableRef> ORDER =
            Comparator.comparingInt(TableRef::level)
                    .thenComparing(Comparator.comparingLong(TableRef::newest).reversed());

    /** A store in which nothing was written yet. */
    public static final Version EMPTY = new Version(List.of(), 1, 0, false);

    /** A store without values that expire. */
    public Version(List<TableRef> tables, long firstSegment, long flushed) {
        this(tables, firstSegment, flushed, false);
    }

    /** Sorts the tables. */
    public Version {
        tables = tables.stream().sorted(ORDER).toList();
    }

    /** The same of other tables. */
    public Version of(List<TableRef> others) {
        return new Version(others, firstSegment, flushed, dated);
    }

    /** Why no writer wrote {@code edit} behind this version; empty when one may have. */
    Optional<String> refusal(Edit edit) {
        Set<Long> numbers = new HashSet<>();
        tables.forEach(table -> numbers.add(table.number()));
        for (long removed : edit.removed()) {
            if (!numbers.remove(removed)) {
                return Optional.of("it removes table " + removed + ", which is not there");
            }
        }
        for (TableRef added : edit.added()) {
            if (!numbers.add(added.number())) {
                return Optional.of("it adds table " + added.number() + ", which is there");
            }
        }
        return Optional.empty();
    }

    /** The version after {@code edit}. */
    public Version after(Edit edit) {
        List<TableRef> next = new ArrayList<>(tables);
        next.removeIf(table -> edit.removed().contains(table.number()));
        next.addAll(edit.added());
        boolean both = dated || edit.dated();
        return edit.firstSegment() > 0
                ? new Version(next, edit.firstSegment(), edit.flushed(), both)
                : new Version(next, firstSegment, flushed, both);
    }

    /** The edit that leads from nothing to this version. */
    Edit snapshot() {
        return new Edit(tables, List.of(), firstSegment, flushed, dated);
    }
}
