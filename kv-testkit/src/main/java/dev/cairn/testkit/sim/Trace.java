package dev.cairn.testkit.sim;

import dev.cairn.api.cluster.NodeId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What happened in a simulation, in order, as one hash: two runs with equal hashes did the same.
 * Keeps the last lines to show how a failed run ended. Not safe for several threads.
 */
public final class Trace {
    private static final int LINES_KEPT = 200;
    private static final long START = 0xcbf29ce484222325L;
    private static final long MULTIPLIER = 0x100000001b3L;

    private final Deque<Object> last = new ArrayDeque<>();
    private long hash = START;
    private long lines;

    /** A frame under way, as text only when somebody looks. */
    private record FrameLine(long nanos, NodeId from, NodeId to, int kind, int bytes, int hash) {
        @Override
        public String toString() {
            return nanos
                    + " "
                    + from
                    + " > "
                    + to
                    + " kind "
                    + kind
                    + " bytes "
                    + bytes
                    + " hash "
                    + Integer.toHexString(hash);
        }
    }

    /** Adds one line. */
    public void add(String line) {
        mix(line);
        keep(line);
    }

    /** Adds a frame that was sent. */
    void frame(long nanos, NodeId from, NodeId to, int kind, byte[] payload) {
        int content = Arrays.hashCode(payload);
        mix(nanos);
        mix(from.name());
        mix(to.name());
        mix(kind);
        mix(payload.length);
        mix(content);
        keep(new FrameLine(nanos, from, to, kind, payload.length, content));
    }

    private void mix(String text) {
        for (int i = 0; i < text.length(); i++) {
            mix(text.charAt(i));
        }
        mix('\n');
    }

    private void mix(long value) {
        hash = Long.rotateLeft(hash ^ value, 23) * MULTIPLIER;
    }

    private void keep(Object line) {
        lines++;
        if (last.size() == LINES_KEPT) {
            last.removeFirst();
        }
        last.addLast(line);
    }

    /** The hash of all lines so far. */
    public long hash() {
        return hash;
    }

    /** How many lines there were. */
    public long lines() {
        return lines;
    }

    /** The last lines, at most {@value #LINES_KEPT}. */
    public List<String> last() {
        return last.stream().map(Object::toString).toList();
    }
}
