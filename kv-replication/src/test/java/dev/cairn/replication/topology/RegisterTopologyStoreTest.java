package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.TopologyStore;
import dev.cairn.testkit.contract.TopologyStoreContract;
import java.time.Duration;

/** The contract against three nodes of production code in virtual time. */
final class RegisterTopologyStoreTest extends TopologyStoreContract {
    @Override
    protected Cluster open(Topology founding) {
        World world = new World(founding.epoch());
        for (Member member : founding.members()) {
            WorldNode node = world.node(member.id().name());
            node.hasStorage(member.storage());
            node.start(founding);
        }
        return new Cluster() {
            private WorldNode node(NodeId id) {
                return world.node(id.name());
            }

            @Override
            public TopologyStore store(NodeId id) {
                return node(id).store();
            }

            @Override
            public void on(NodeId id, Runnable task) {
                node(id).lane().execute(task);
            }

            @Override
            public void run(Duration time) {
                world.simulation().time().advance(time);
            }

            @Override
            public void restart(NodeId id) {
                node(id).crash(true);
                node(id).start(founding);
            }

            @Override
            public void isolate(NodeId id) {
                world.network().side(id, 1);
            }

            @Override
            public void heal() {
                world.network().heal();
            }
        };
    }
}
