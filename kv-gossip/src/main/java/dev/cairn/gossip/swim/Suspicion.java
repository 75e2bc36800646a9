package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * That a member is silent, since when, and who found it so: at most {@value Update#MAX_ACCUSERS}
 * accusers. How long the member has to refute it shrinks with every confirmation (Lifeguard,
 * section IV.B). Times are in nanoseconds.
 */
final class Suspicion {
    private final Map<NodeId, Long> accusedAt = new LinkedHashMap<>();
    private long since;
    private long lastCallEnds;
    private boolean lastCallMade;

    Suspicion(long since) {
        this.since = since;
    }

    /** Somebody accuses, or does so again; whether it is one more. */
    boolean accuse(NodeId accuser, long now) {
        boolean known = accusedAt.containsKey(accuser);
        if (known || accusedAt.size() < Update.MAX_ACCUSERS) {
            accusedAt.put(accuser, now);
        }
        return !known && accusedAt.containsKey(accuser);
    }

    /** Whether that one accuses. */
    boolean isAccusedBy(NodeId accuser) {
        return accusedAt.containsKey(accuser);
    }

    /** Forgets accusations that were not repeated for so long; how many are left. */
    int accusers(long now, long lifetime) {
        accusedAt.values().removeIf(at -> now - at > lifetime);
        return accusedAt.size();
    }

    /** Who accuses, in order. */
    List<NodeId> accusers() {
        List<NodeId> sorted = new ArrayList<>(accusedAt.keySet());
        sorted.sort(null);
        return sorted;
    }

    void keep(Predicate<NodeId> accusers) {
        accusedAt.keySet().removeIf(accusers.negate());
    }

    /**
     * Whether the member has had its time.
     *
     * @param shortest what it has when everybody who could has confirmed
     * @param longest what it has when nobody has
     * @param expected how many accusers there can be, at most {@value Update#MAX_ACCUSERS}
     */
    boolean hasRunOut(long now, long shortest, long longest, int expected) {
        return now - since >= timeout(accusedAt.size(), shortest, longest, expected);
    }

    /** The time to refute, falling with the logarithm of the confirmations. */
    static long timeout(int accusers, long shortest, long longest, int expected) {
        int possible = Math.min(expected, Update.MAX_ACCUSERS) - 1;
        if (possible <= 0) {
            return shortest;
        }
        int confirmations = Math.max(0, accusers - 1);
        double part = StrictMath.log(confirmations + 1) / StrictMath.log(possible + 1);
        return Math.max(shortest, Math.round(longest - part * (longest - shortest)));
    }

    /** Others have been asked for the last time, and have until then. */
    void lastCall(long end) {
        lastCallMade = true;
        lastCallEnds = end;
    }

    boolean isLastCallMade() {
        return lastCallMade;
    }

    boolean isLastCallOver(long now) {
        return lastCallMade && now - lastCallEnds >= 0;
    }

    /** This node stood still for a while: that time does not count. */
    void forgive(long nanos) {
        since += nanos;
        lastCallEnds += nanos;
        accusedAt.replaceAll((accuser, at) -> at + nanos);
    }
}
