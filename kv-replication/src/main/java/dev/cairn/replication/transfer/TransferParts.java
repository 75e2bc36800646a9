package dev.cairn.replication.transfer;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.replication.register.KeyAcceptor;
import dev.cairn.replication.repair.WorkQueue;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.WholeSlices;
import dev.cairn.replication.replica.Wholeness;
import dev.cairn.replication.round.RoundTable;
import java.util.function.Supplier;

/**
 * What the transfers of one lane work with.
 *
 * @param self this node
 * @param lane the lane that owns them
 * @param lanes how many lanes the node has
 * @param cluster the present cluster
 * @param engine the store
 * @param replica this node's copies of the lane's slices
 * @param acceptor this node's vote on the keys that are registers
 * @param voting on which slices it has one
 * @param whole of which slices this node holds all it has acknowledged
 * @param rounds the slices' rounds of deletes
 * @param work reads the store at a bounded rate
 * @param asks what waits for other nodes
 */
public record TransferParts(
        NodeId self,
        Lane lane,
        int lanes,
        Supplier<ClusterView> cluster,
        StorageEngine engine,
        LocalReplica replica,
        KeyAcceptor acceptor,
        WholeSlices voting,
        Wholeness whole,
        RoundTable rounds,
        WorkQueue work,
        Asks asks) {
    ClusterView view() {
        return cluster.get();
    }
}
