package dev.cairn.api.cluster;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Key;
import java.util.List;

/**
 * Everything a request needs to know of the cluster, as one immutable snapshot: a request takes it
 * once and sees one epoch throughout. Safe for all threads.
 */
public interface ClusterView {
    /** The agreed topology. */
    Topology topology();

    /**
     * The preference list of a slice for buckets with {@code replicas} copies; fewer owners when
     * there are fewer nodes. While a change runs, the list that reads go to: that of {@link
     * Topology#readable}.
     */
    PreferenceList preference(int slice, int replicas);

    /**
     * The preference lists that a write must satisfy, each for itself: {@link #preference} first;
     * while a change runs and moves this slice, the other ring's list too.
     */
    default List<PreferenceList> writers(int slice, int replicas) {
        return List.of(preference(slice, replicas));
    }

    /** Whether a write of a slice goes to {@code node} as an owner, present or future. */
    default boolean isWritten(NodeId node, int slice, int replicas) {
        List<PreferenceList> lists = writers(slice, replicas);
        return lists.getFirst().isOwner(node) || lists.size() > 1 && lists.getLast().isOwner(node);
    }

    /** To whom a write of a slice goes: its owners, present and future. */
    default List<NodeId> writeOwners(int slice, int replicas) {
        List<PreferenceList> lists = writers(slice, replicas);
        return lists.size() == 1
                ? lists.getFirst().owners()
                : PreferenceList.owners(lists.getFirst(), lists.getLast());
    }

    /**
     * How the buckets there are keep their keys, each number of copies once: of these, ranges move
     * in a change. Unless told otherwise, the default bucket's replica count with majorities for
     * writes.
     */
    default List<Copies> copies() {
        BucketProperties usual = bucket(Key.DEFAULT_BUCKET);
        boolean registers = usual.mode() == BucketProperties.Mode.LINEARIZABLE;
        return List.of(new Copies(usual.n(), usual.n() / 2 + 1, registers));
    }

    /** Whether some bucket with so many copies has keys that are registers. */
    default boolean hasRegisters(int replicas) {
        for (Copies kind : copies()) {
            if (kind.n() == replicas && kind.registers()) {
                return true;
            }
        }
        return false;
    }

    /** This node's opinion of a member; {@link Liveness#ALIVE} for itself. */
    Liveness liveness(NodeId node);

    /**
     * Whether a member is being taken out of service: it is a replica still, but asked to read or
     * to coordinate only when there is nobody else.
     */
    default boolean isDraining(NodeId node) {
        return false;
    }

    /** The properties of a bucket. */
    BucketProperties bucket(String name);

    /**
     * Whether a bucket takes no writes for the moment, since properties are changed that data
     * depends on.
     */
    default boolean isClosed(String bucket) {
        return false;
    }

    /** The zone of a member; {@link Zone#DEFAULT} for a node the topology does not list. */
    default Zone zone(NodeId node) {
        return topology().member(node).map(Member::zone).orElse(Zone.DEFAULT);
    }
}
