package dev.cairn.testkit.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What happened in a simulation, in order, as one hash: two runs with equal hashes did the same.
 * Keeps the last lines to show how a failed run ended. Not safe for several threads.
 */
public final class Trace {
    private static final int LINES_KEPT = 200;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Deque<String> last = new ArrayDeque<>();
    private long hash = FNV_OFFSET;
    private long lines;

    /** Adds one line. */
    public void add(String line) {
        for (int i = 0; i < line.length(); i++) {
            hash = (hash ^ line.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ '\n') * FNV_PRIME;
        lines++;
        if (last.size() == LINES_KEPT) {
            last.removeFirst();
        }
        last.addLast(line);
    }

    /** The hash of all lines so far, FNV-1a over their characters. */
    public long hash() {
        return hash;
    }

    /** How many lines there were. */
    public long lines() {
        return lines;
    }

    /** The last lines, at most {@value #LINES_KEPT}. */
    public List<String> last() {
        return List.copyOf(last);
    }
}
