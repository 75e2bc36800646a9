package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who else misses one member, and since when that was last said: at most {@value #MAX} observers.
 */
final class Opinions {
    /** Two decide; a few more bridge members that leave or fall silent themselves. */
    static final int MAX = 4;

    private Map<NodeId, Long> saidAt = Map.of();

    /** An observer says so now; the one that has not spoken longest makes room. */
    void add(NodeId observer, long now) {
        if (saidAt.isEmpty()) {
            saidAt = new LinkedHashMap<>();
        }
        saidAt.remove(observer);
        if (saidAt.size() == MAX) {
            saidAt.remove(saidAt.keySet().iterator().next());
        }
        saidAt.put(observer, now);
    }

    void remove(NodeId observer) {
        if (!saidAt.isEmpty()) {
            saidAt.remove(observer);
        }
    }

    /** How many have said so since then; the others are forgotten. */
    int count(long since) {
        if (!saidAt.isEmpty()) {
            saidAt.values().removeIf(at -> at < since);
        }
        return saidAt.size();
    }

    void keep(Predicate<NodeId> observers) {
        if (!saidAt.isEmpty()) {
            saidAt.keySet().removeIf(observers.negate());
        }
    }

    void clear() {
        saidAt = Map.of();
    }
}
