package dev.cairn.lsm.compaction;

import dev.cairn.lsm.manifest.TableRef;
import java.util.List;

/**
 * Which tables to merge next: the newest run of at least {@value #FEWEST} neighbours in which each
 * is at most {@value #RATIO} times as large as all newer ones of the run together. So a pair is
 * rewritten about once for each factor of four in the store's size, and the number of tables stays
 * logarithmic in it.
 */
public final class SizeTiered {
    /** A run shorter than this is left alone. */
    static final int FEWEST = 4;

    /** Runs are at most this long, to bound the tables open in one compaction. */
    static final int MOST = 16;

    static final int RATIO = 2;

    private SizeTiered() {}

    /** The tables to merge, newest first; empty when there is nothing to do. */
    public static List<TableRef> pick(List<TableRef> newestFirst) {
        for (int first = 0; first + FEWEST <= newestFirst.size(); first++) {
            int end = endOfRun(newestFirst, first);
            if (end - first >= FEWEST) {
                return newestFirst.subList(first, end);
            }
        }
        return List.of();
    }

    private static int endOfRun(List<TableRef> tables, int first) {
        long total = tables.get(first).size();
        int end = first + 1;
        while (end < tables.size()
                && end - first < MOST
                && tables.get(end).size() <= RATIO * total) {
            total += tables.get(end).size();
            end++;
        }
        return end;
    }
}
