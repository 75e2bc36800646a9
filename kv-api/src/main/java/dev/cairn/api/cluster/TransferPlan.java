package dev.cairn.api.cluster;

import java.util.List;
import java.util.Set;

/**
 * What must move so that the owners of one preference table become those of another: each owner to
 * be gets every slice that it does not own yet from one of the present owners, and nothing else
 * moves.
 *
 * <pre>{@code
 * TransferPlan plan = TransferPlan.between(topology, present, future, Set.of());
 * for (TransferPlan.Transfer transfer : plan.into(self)) { … }
 * }</pre>
 *
 * A pure function of its arguments, so that every node makes the same plan.
 *
 * @param transfers in the order of their slices
 * @param orphans what owners to be lack and none who could send owns: lost with its former owners,
 *     in the order of the slices
 */
public record TransferPlan(List<Transfer> transfers, List<Orphans> orphans) {
    /**
     * Slices that one node sends to another.
     *
     * @param slices which
     * @param from a present owner of all of them
     * @param to an owner to be, of none of them yet
     */
    public record Transfer(SliceRange slices, NodeId from, NodeId to) {}

    /**
     * Slices that nobody can send.
     *
     * @param slices which
     * @param to their owner to be
     */
    public record Orphans(SliceRange slices, NodeId to) {}

    /** Copies the lists. */
    public TransferPlan {
        transfers = List.copyOf(transfers);
        orphans = List.copyOf(orphans);
    }

    /**
     * The plan from one table to another. Of several present owners the one in the receiver's rack
     * sends, else one in its data centre, else any; of equals the one that has least to send.
     *
     * @param topology where nodes stand
     * @param silent nodes that cannot send
     */
    public static TransferPlan between(
            Topology topology,
            PreferenceTable present,
            PreferenceTable future,
            Set<NodeId> silent) {
        return new TransferPlanner(topology, silent).plan(present, future);
    }

    /** What a node receives. */
    public List<Transfer> into(NodeId node) {
        return transfers.stream().filter(transfer -> transfer.to().equals(node)).toList();
    }

    /** What a node sends. */
    public List<Transfer> outOf(NodeId node) {
        return transfers.stream().filter(transfer -> transfer.from().equals(node)).toList();
    }

    /** How many slices move, each once for every receiver. */
    public int slices() {
        return transfers.stream().mapToInt(transfer -> transfer.slices().count()).sum();
    }
}
