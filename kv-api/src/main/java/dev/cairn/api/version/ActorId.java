package dev.cairn.api.version;

import dev.cairn.api.cluster.NodeId;

/**
 * Who minted a dot: a node, on one data directory, in one epoch of one key.
 *
 * <p>A node that finds nothing of a key on its disk cannot know whether it wrote it before, so it
 * opens a new epoch from a durable counter. That is why a dot is never minted twice, whatever the
 * node lost (CORRECTNESS rule 1; riak_kv#679).
 *
 * @param node the node
 * @param storage the random id of its data directory
 * @param epoch a number the data directory has not given out before
 */
public record ActorId(NodeId node, long storage, long epoch) implements Comparable<ActorId> {
    /** By node, then epoch, then storage. */
    @Override
    public int compareTo(ActorId other) {
        int order = node.compareTo(other.node);
        if (order == 0) {
            order = Long.compare(epoch, other.epoch);
        }
        return order != 0 ? order : Long.compareUnsigned(storage, other.storage);
    }

    @Override
    public String toString() {
        return node + "@" + Long.toHexString(storage) + "." + epoch;
    }
}
