package com.example.longest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Three nodes in one thread and virtual time, as production assembles them. */
final class LongestInAClusterTest {
    private static final Key KEY = new Key("default", Bytes.utf8("greeting"));

    @Test
    void ofConcurrentWritesTheLongestIsShown() {
        try (SimulatedCluster cluster =
                SimulatedCluster.of(1)
                        .nodes(3)
                        .set("buckets.default.resolver", "longest")
                        .set("buckets.default.blind-writes", "sibling")
                        .start()) {
            cluster.await(cluster.node("n1").put(KEY, "hello")).result();
            cluster.await(cluster.node("n2").put(KEY, "hi")).result();
            cluster.losePower("n1");
            cluster.run(Duration.ofSeconds(10));
            var found = cluster.await(cluster.node("n3").get(KEY)).result();
            assertThat(found.siblings())
                    .extracting(sibling -> sibling.value().utf8())
                    .containsExactly("hello");
        }
    }
}
