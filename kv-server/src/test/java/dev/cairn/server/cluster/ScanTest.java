package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.cluster.Call;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Scans of a whole cluster, through the assembly that ships. */
class ScanTest {
    private static Key key(String name) {
        return new Key("default", Bytes.utf8(name));
    }

    private static boolean isJoined(SimulatedCluster cluster) {
        return cluster.node("n1").admin().topology().members().stream()
                .anyMatch(member ->
                        member.id().name().equals("n4") && member.state() == MemberState.ACTIVE);
    }

    @Seeded(cases = 1)
    void whatWasThereBeforeIsFoundExactlyOnceWhileANodeJoinsAndAnotherDies(long seed) {
        try (SimulatedCluster cluster = SimulatedCluster.of(seed).nodes(3).start()) {
            RandomGenerator random = cluster.world().random("scans");
            Set<Key> before = new HashSet<>();
            for (int i = 0; i < 80; i++) {
                before.add(key("k" + i));
                cluster.await(cluster.node("n1").put(key("k" + i), "v")).result();
            }
            cluster.add("cluster.seeds=127.0.0.2:4700,127.0.0.3:4700");
            List<Key> found = new ArrayList<>();
            Optional<ScanCursor> cursor = Optional.empty();
            int steps = 0;
            do {
                cluster.run(Duration.ofMillis(random.nextInt(400)));
                cluster.node("n2").put(key("new" + steps), "v");
                if (steps++ == 5) {
                    cluster.crash("n3");
                }
                ScanRequest request = ScanRequest.of("default", 4);
                Call<ScanResult> page =
                        cluster.await(
                                cluster.node("n" + (1 + random.nextInt(2)))
                                        .scan(cursor.map(request::from).orElse(request)));
                if (page.succeeded() && page.result().complete()) {
                    page.result().entries().forEach(entry -> found.add(entry.key()));
                    cursor = page.result().next();
                } else if (!cluster.node("n3").isUp()) {
                    cluster.restart("n3");
                }
            } while (cursor.isPresent() || found.isEmpty());
            assertThat(found).doesNotHaveDuplicates().containsAll(before);
            if (!cluster.node("n3").isUp()) {
                cluster.restart("n3");
            }
            cluster.await(() -> isJoined(cluster), Duration.ofMinutes(2));
        }
    }
}
