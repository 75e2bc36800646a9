package dev.cairn.replication.load;

import dev.cairn.api.cluster.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The loads of all peers as one lane knows them, and in which order to ask them. Owned by that
 * lane.
 */
public final class PeerLoads {
    /** No peer is so quick that another one a little slower matters. */
    private static final long LEAST_NANOS = 50_000;

    /** What is expected of those of whom nothing is known: one that is much slower comes last. */
    private static final long GUESS_NANOS = 10_000_000;

    private final NodeId self;
    private final Map<NodeId, PeerLoad> peers = new HashMap<>();

    /** Nothing is known of anybody. */
    public PeerLoads(NodeId self) {
        this.self = self;
    }

    /** What is known of a node. */
    public PeerLoad of(NodeId node) {
        return peers.computeIfAbsent(node, _ -> new PeerLoad());
    }

    /** The link to a node went down: what was known of it says nothing of the next one. */
    public void forget(NodeId node) {
        peers.remove(node);
    }

    /**
     * Nodes in the order in which to ask them: the nearest first; among those as near, the ones
     * that are about as quick as the quickest in the order given, behind them the slower ones, by
     * octaves. Of whom nothing is known counts as quick.
     *
     * @param nodes in the order of the preference list
     * @param distance how far each is, 0 for the nearest
     */
    public List<NodeId> inOrder(
            List<NodeId> nodes, Errand errand, ToIntFunction<NodeId> distance, long nowNanos) {
        int count = nodes.size();
        if (count <= 1) {
            return nodes;
        }
        long[] ranks = new long[count];
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            NodeId node = nodes.get(i);
            PeerLoad load = peers.get(node);
            ranks[i] = load == null ? Latency.UNKNOWN : load.expectedNanos(errand, nowNanos);
            if (!node.equals(self)) {
                long expected = ranks[i] == Latency.UNKNOWN ? GUESS_NANOS : ranks[i];
                quickest = Math.min(quickest, Math.max(expected, LEAST_NANOS));
            }
        }
        long asGood = quickest * errand.tolerance();
        for (int i = 0; i < count; i++) {
            int octave = ranks[i] <= asGood ? 0 : Long.SIZE - Long.numberOfLeadingZeros(ranks[i]);
            ranks[i] = ((long) distance.applyAsInt(nodes.get(i)) << Byte.SIZE) + octave;
        }
        return sorted(nodes, ranks);
    }

    /** By insertion: they are few, and those of equal rank keep their order. */
    private static List<NodeId> sorted(List<NodeId> nodes, long[] ranks) {
        List<NodeId> sorted = new ArrayList<>(nodes);
        for (int i = 1; i < ranks.length; i++) {
            long rank = ranks[i];
            NodeId node = sorted.get(i);
            int hole = i;
            while (hole > 0 && ranks[hole - 1] > rank) {
                ranks[hole] = ranks[hole - 1];
                sorted.set(hole, sorted.get(hole - 1));
                hole--;
            }
            ranks[hole] = rank;
            sorted.set(hole, node);
        }
        return sorted;
    }
}
