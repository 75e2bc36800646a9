package dev.cairn.replication.coordinator;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.load.Errand;
import dev.cairn.replication.load.PeerLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom one operation asks: those to whom it may turn still, best first, and those who have yet to
 * answer. Tells their loads what came of it. Owned by its operation.
 */
final class Asking {
    private final Surroundings node;
    private final Errand errand;
    private final List<NodeId> candidates;
    private final List<Open> open = new ArrayList<>(3);
    private int next;

    private record Open(NodeId node, PeerLoad load, long askedNanos) {}

    /**
     * Nobody is asked yet.
     *
     * @param candidates who may be asked, best first
     */
    Asking(Surroundings node, Errand errand, List<NodeId> candidates) {
        this.node = node;
        this.errand = errand;
        this.candidates = candidates;
    }

    /** Whether there is a candidate left. */
    boolean hasNext() {
        return next < candidates.size();
    }

    /** The best candidate left, who is none any more. */
    NodeId next() {
        return candidates.get(next++);
    }

    /** The candidate that {@link #next} would answer. */
    Optional<NodeId> peek() {
        return hasNext() ? Optional.of(candidates.get(next)) : Optional.empty();
    }

    /** A node was asked; its answer is waited for. */
    void asked(NodeId peer) {
        PeerLoad load = node.loads().of(peer);
        long now = now();
        load.asked(now);
        open.add(new Open(peer, load, now));
    }

    /** A node answers; false when nothing is waited for of it. */
    boolean answered(NodeId peer) {
        int index = indexOf(peer);
        if (index >= 0) {
            Open asked = open.remove(index);
            asked.load.answered(errand, asked.askedNanos, now());
        }
        return index >= 0;
    }

    /** A node says that it does not; false when nothing is waited for of it. */
    boolean refused(NodeId peer) {
        int index = indexOf(peer);
        if (index >= 0) {
            Open asked = open.remove(index);
            asked.load.refused(errand, asked.askedNanos, now());
        }
        return index >= 0;
    }

    /** A node will not answer; false when nothing is waited for of it. */
    boolean lost(NodeId peer) {
        int index = indexOf(peer);
        if (index >= 0) {
            Open asked = open.remove(index);
            asked.load.unanswered(errand, asked.askedNanos, now());
        }
        return index >= 0;
    }

    /** Nobody is waited for any more. */
    void end() {
        while (!open.isEmpty()) {
            lost(open.getLast().node);
        }
    }

    /** Whether nobody is waited for. */
    boolean isQuiet() {
        return open.isEmpty();
    }

    /** How many have yet to answer. */
    int size() {
        return open.size();
    }

    /** Those who have yet to answer. */
    List<NodeId> waitedFor() {
        return open.stream().map(Open::node).toList();
    }

    /**
     * How long the answers that are waited for take at most, usually, in nanoseconds; at most twice
     * what the next candidate takes, who may do better than those that are often late. 0 when
     * nothing is known.
     */
    long usualNanos() {
        long usual = 0;
        for (Open asked : open) {
            usual = Math.max(usual, asked.load.usualNanos(errand));
        }
        long other = hasNext() ? node.loads().of(candidates.get(next)).usualNanos(errand) : 0;
        return other == 0 ? usual : Math.min(usual, 2 * other);
    }

    /** Whether all who are waited for have answered nobody on this lane since they were asked. */
    boolean isSilent() {
        for (Open asked : open) {
            if (!asked.load.isSilentSince(asked.askedNanos)) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(NodeId peer) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).node.equals(peer)) {
                return i;
            }
        }
        return -1;
    }

    private long now() {
        return node.lane().clock().nanos();
    }
}
