package dev.cairn.api.version;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A version as people see it: a counter for each node, as in {@code {"n1":2,"n2":1}}. A node's
 * second epoch within one clock is {@code n1#2}, and so on.
 *
 * <p>For showing only: the store itself decides by dots, because two actors of one node are two
 * clocks.
 *
 * @param counters by name, ascending
 */
public record VectorClock(SortedMap<String, Long> counters) {
    /** Copies the map. */
    public VectorClock {
        counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    }

    /** From names and counters. */
    public static VectorClock of(Map<String, Long> counters) {
        return new VectorClock(new TreeMap<>(counters));
    }

    static VectorClock of(CausalContext context) {
        SortedMap<String, Long> counters = new TreeMap<>();
        String node = "";
        int ordinal = 0;
        for (CausalEntry entry : context.entries()) {
            String name = entry.actor().node().name();
            ordinal = name.equals(node) ? ordinal + 1 : 1;
            node = name;
            counters.put(ordinal == 1 ? name : name + "#" + ordinal, entry.max());
        }
        return new VectorClock(counters);
    }

    /**
     * Whether every counter of {@code other} is here at least as large: the other is an ancestor or
     * the same.
     */
    public boolean descends(VectorClock other) {
        for (Map.Entry<String, Long> theirs : other.counters.entrySet()) {
            if (counters.getOrDefault(theirs.getKey(), 0L) < theirs.getValue()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return counters.toString();
    }
}
