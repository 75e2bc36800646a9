package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.RequestOptions;
import dev.cairn.testkit.cluster.SimulatedCluster;
import dev.cairn.testkit.cluster.SimulatedNode;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk gives back other bytes than it was given, under the engine and the assembly that ship. */
class DamageTest {
    private static final int KEYS = 200;

    private static Key key(int number) {
        return new Key("default", Bytes.utf8("key-" + number));
    }

    private static String value(int number) {
        return (number + " ").repeat(2_000);
    }

    private static List<String> tables(SimulatedDirectory store) {
        return store.list().stream().filter(name -> name.endsWith(".table")).toList();
    }

    /** One bit in the middle of each table. */
    private static void damage(SimulatedDirectory store) {
        for (String table : tables(store)) {
            store.flipBit(table, store.size(table) / 2, 3);
        }
    }

    private static List<String> readFrom(SimulatedNode node, SimulatedCluster cluster, Key key) {
        RequestOptions one = RequestOptions.DEFAULT.with(Consistency.Level.ONE);
        return cluster.await(node.get(new GetRequest(key, one))).result().siblings().stream()
                .map(sibling -> sibling.value().utf8())
                .toList();
    }

    @Test
    void damagedTablesAreHealedFromTheOtherOwners() {
        try (SimulatedCluster cluster =
                SimulatedCluster.of(7)
                        .nodes(3)
                        .set("plugins.storage.lsm.memtable-bytes", "512KiB")
                        .set("plugins.replication.dynamo.scrub-interval", "1m")
                        .start()) {
            for (int i = 0; i < KEYS; i++) {
                cluster.await(cluster.node("n1").put(key(i), value(i))).result();
            }
            cluster.run(Duration.ofSeconds(10));
            SimulatedDirectory store = cluster.node("n2").machine().disk().child("store");
            assertThat(tables(store)).isNotEmpty();
            damage(store);
            cluster.run(Duration.ofMinutes(5));
            assertThat(cluster.node("n2").events())
                    .as(cluster.recentPast())
                    .anyMatch(event -> event.message().contains("was damaged at"))
                    .anyMatch(event -> event.message().contains("are here again"));
            cluster.crash("n1");
            cluster.crash("n3");
            assertThat(tables(store.child("damaged"))).as("kept aside").isNotEmpty();
            for (int i = 0; i < KEYS; i++) {
                assertThat(readFrom(cluster.node("n2"), cluster, key(i))).containsExactly(value(i));
            }
        }
    }
}
