package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.cluster.Intensity;
import dev.cairn.testkit.cluster.Nemesis;
import dev.cairn.testkit.cluster.SimulatedCluster;
import dev.cairn.testkit.cluster.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/simulator.md, which has them word for word. */
class SimulatorExampleTest {
    // example: first
    @Test
    void aWriteOutlivesItsCoordinator() {
        Key key = new Key("default", Bytes.utf8("greeting"));
        try (SimulatedCluster cluster =
                SimulatedCluster.of(42).nodes(5).set("storage", "lsm").start()) {
            cluster.await(cluster.node("n1").put(key, "hello")).result();
            cluster.losePower("n1");
            cluster.run(Duration.ofSeconds(10));
            var found = cluster.await(cluster.node("n2").get(key)).result();
            assertThat(found.siblings())
                    .extracting(it -> it.value().utf8())
                    .containsExactly("hello");
        }
    }

    // example: end

    // example: second
    @Seeded(cases = 3)
    void noAcknowledgedWriteIsLost(long seed) {
        try (SimulatedCluster cluster = SimulatedCluster.of(seed).nodes(5).start()) {
            Nemesis nemesis = Nemesis.start(cluster, Intensity.ROUGH);
            Workload load = Workload.start(cluster, 10, 5, Duration.ofMillis(50));
            cluster.run(Duration.ofSeconds(30));
            nemesis.stop();
            assertThat(load.finish().wrong()).isEmpty();
        }
    }

    // example: end

    @ParameterizedTest
    @ValueSource(strings = {"first", "second"})
    void theDocumentationShowsWhatRunsHere(String example) throws IOException {
        Path source = Path.of("src/test/java/dev/cairn/server/cluster/SimulatorExampleTest.java");
        List<String> lines = Files.readAllLines(source);
        int first = lines.indexOf("    // example: " + example) + 1;
        List<String> rest = lines.subList(first, lines.size());
        String shown =
                rest.subList(0, rest.indexOf("    // example: end")).stream()
                        .map(line -> line.isEmpty() ? line : line.substring(4))
                        .collect(Collectors.joining("\n"))
                        .strip();
        assertThat(Files.readString(Path.of("../docs/simulator.md"))).contains(shown);
    }
}
