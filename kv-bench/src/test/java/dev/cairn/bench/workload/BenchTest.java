package dev.cairn.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.bench.peers.Peer;
import dev.cairn.bench.peers.Peers;
import dev.cairn.bench.peers.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every workload and every engine for a blink: that it runs and reads what was written. */
@Timeout(120)
class BenchTest {
    private static final StoreSettings SMALL = new StoreSettings(1 << 20, 8 << 20, false);

    /** What every adapter has to be called for at least once. */
    private static final List<Workload> SOME =
            List.of(
                    Workload.FILLSYNC4,
                    Workload.FILLRANDOM,
                    Workload.READRANDOM2,
                    Workload.READMISSING,
                    Workload.SEEKRANDOM,
                    Workload.SCAN,
                    Workload.AMPLIFY,
                    Workload.COMPACT);

    private static final List<Workload> ALL = List.of(Workload.values());
    private static final List<String> LONG = List.of("lsm", "rocksdb");

    @TempDir private Path folder;

    static Stream<Arguments> ways() {
        return Peers.names().stream()
                .flatMap(name ->
                        Stream.iterate(0, way -> way + 1)
                                .limit(Peers.named(name).variants().size())
                                .map(way ->
                                        Arguments.of(
                                                name,
                                                way,
                                                KeyShape.values()[
                                                        way % KeyShape.values().length])));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void workloadsRun(String engine, int way, KeyShape keys) {
        Peer peer = Peers.named(engine);
        assertThat(peer.describe(SMALL)).isNotBlank();
        try (Bench bench = new Bench(peer, SMALL, folder)) {
            for (Workload workload : way == 0 && LONG.contains(engine) ? ALL : SOME) {
                Order order =
                        new Order(
                                workload,
                                new Dataset(keys, 500, 100),
                                way,
                                Duration.ofMillis(5),
                                10_000,
                                1);
                Sample sample = Sample.parse(bench.run(Order.parse(order.line())).line());
                assertThat(sample.units()).as(workload.label()).isPositive();
                assertThat(sample.latencies().getTotalCount()).isPositive();
                assertThat(sample.perSecond()).isPositive();
            }
        }
        assertThat(folder).isEmptyDirectory();
    }
}
