package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.testkit.cluster.SimulatedCluster;
import dev.cairn.testkit.cluster.SimulatedNode;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A whole node whose data directory is replaced by an old copy (CORRECTNESS rule 1). */
class OldCopyNodeTest {
    private static final Key KEY = new Key("default", Bytes.utf8("key"));
    private static final Duration LONG = Duration.ofSeconds(30);

    private static List<String> values(SimulatedCluster cluster, String node) {
        ReadResult found = cluster.await(cluster.node(node).get(KEY)).result();
        return found.siblings().stream().map(sibling -> sibling.value().utf8()).toList();
    }

    private static Liveness opinion(SimulatedCluster cluster, String of, String about) {
        return cluster.node(of).member(about).orElseThrow().liveness();
    }

    /** n1 comes back as it was before its last write. */
    private static void comeBackAsItWas(SimulatedCluster cluster) {
        SimulatedNode n1 = cluster.node("n1");
        cluster.await(n1.put(KEY, "before")).result();
        cluster.run(Duration.ofSeconds(5));
        SimulatedDirectory copy = n1.machine().disk().afterProcessDeath();
        cluster.await(n1.put(KEY, "later")).result();
        cluster.run(Duration.ofSeconds(5));
        cluster.crash("n1");
        n1.machine().restoreDisk(copy);
        cluster.restart("n1");
    }

    @Test
    void itServesNobodyAndOthersGoOnWithoutIt() {
        try (SimulatedCluster cluster = SimulatedCluster.of(7).nodes(3).start()) {
            comeBackAsItWas(cluster);
            cluster.await(() -> opinion(cluster, "n2", "n1") == Liveness.DEAD, LONG);
            KvError refused =
                    cluster.await(cluster.node("n1").put(KEY, "after")).error().orElseThrow();
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(refused.detail())
                    .contains("data directory is an old copy", "empty it and start the node again");
            assertThat(values(cluster, "n2")).containsExactly("later");
            cluster.await(cluster.node("n3").put(KEY, "without n1")).result();
        }
    }

    @Test
    void onAnEmptyDirectoryItIsTakenBackAndFilled() {
        try (SimulatedCluster cluster = SimulatedCluster.of(8).nodes(3).start()) {
            comeBackAsItWas(cluster);
            cluster.await(() -> opinion(cluster, "n2", "n1") == Liveness.DEAD, LONG);
            cluster.loseDisk("n1");
            cluster.restart("n1");
            cluster.awaitAllAlive(LONG);
            cluster.run(LONG);
            assertThat(values(cluster, "n1")).containsExactly("later");
        }
    }

    @Test
    void aDiskThatLiedAboutItsSyncsIsRefusedToo() {
        try (SimulatedCluster cluster = SimulatedCluster.of(10).nodes(3).start()) {
            SimulatedNode n1 = cluster.node("n1");
            cluster.await(n1.put(KEY, "before")).result();
            cluster.run(Duration.ofSeconds(5));
            n1.machine().disk().faults().lieAboutSyncs();
            cluster.await(n1.put(KEY, "later")).result();
            cluster.run(Duration.ofSeconds(5));
            cluster.losePower("n1");
            n1.machine().heal();
            cluster.restart("n1");
            cluster.await(() -> opinion(cluster, "n2", "n1") == Liveness.DEAD, LONG);
            KvError refused = cluster.await(n1.put(KEY, "after")).error().orElseThrow();
            assertThat(refused.detail()).contains("data directory is an old copy");
            assertThat(values(cluster, "n2")).containsExactly("later");
        }
    }

    @Test
    void afterACrashItIsNoOldCopy() {
        try (SimulatedCluster cluster = SimulatedCluster.of(9).nodes(3).start()) {
            for (int i = 0; i < 3; i++) {
                cluster.await(cluster.node("n1").put(KEY, "v" + i)).result();
                cluster.run(Duration.ofSeconds(5));
                if (i % 2 == 0) {
                    cluster.losePower("n1");
                } else {
                    cluster.crash("n1");
                }
                cluster.restart("n1");
                cluster.awaitAllAlive(LONG);
            }
            assertThat(values(cluster, "n1")).containsExactly("v2");
        }
    }
}
