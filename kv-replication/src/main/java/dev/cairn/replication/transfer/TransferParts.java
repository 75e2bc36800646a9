package dev.cairn.replication.transfer;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.replication.register.BallotFloors;
import dev.cairn.replication.register.KeyAcceptor;
import dev.cairn.replication.repair.WorkQueue;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.WholeSlices;
import dev.cairn.replication.replica.Wholeness;
import dev.cairn.replication.round.RoundTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
 * @param floors what it promised of registers that it has forgotten
 * @param whole of which slices this node holds all it has acknowledged
 * @param rounds the slices' rounds of deletes
 * @param work reads the store at a bounded rate
 * @param asks what waits for other nodes
 * @param requestTimeout how long a request of a client may last
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
        BallotFloors floors,
        Wholeness whole,
        RoundTable rounds,
        WorkQueue work,
        Asks asks,
        Duration requestTimeout) {
    ClusterView view() {
        return cluster.get();
    }

    /**
     * Promises of what did not arrive what its owners have promised. {@code then} runs on the lane
     * once that outlasts a crash; never when the disk refuses.
     */
    void raiseFloors(List<Arrival> arrivals, Runnable then) {
        AtomicInteger unsafe = new AtomicInteger(1);
        Consumer<Boolean> raised =
                kept -> {
                    if (kept && unsafe.decrementAndGet() == 0) {
                        lane.execute(then);
                    }
                };
        for (Arrival arrival : arrivals) {
            unsafe.incrementAndGet();
            floors.raise(arrival.plan().slices(), arrival.floor(), raised);
        }
        raised.accept(true);
    }
}
