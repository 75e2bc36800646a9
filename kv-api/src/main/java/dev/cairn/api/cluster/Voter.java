package dev.cairn.api.cluster;

/**
 * One acceptor of the cluster's registers: a node on one data directory. A node that comes back
 * with another directory has forgotten its promises and is another voter (CORRECTNESS rule 13).
 *
 * @param node whose acceptor it is
 * @param storage the random id of its data directory; 0 in a founding list, where it has not been
 *     seen
 */
public record Voter(NodeId node, long storage) {
    @Override
    public String toString() {
        return node + "@" + Long.toHexString(storage);
    }
}
