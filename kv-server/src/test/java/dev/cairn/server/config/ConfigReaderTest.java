package dev.cairn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Consistency;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Setting;
import dev.cairn.server.plugin.FakePlugins;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir Path folder;

    private final PluginRegistry.Found engine =
            FakePlugins.plugin(
                    Service.STORAGE,
                    "tuned",
                    new ConfigType<>(
                            EngineConfig.class, EngineConfig.DEFAULT, MethodHandles.lookup()));
    private final PluginRegistry registry = FakePlugins.registry(engine);

    enum Sync {
        GROUP,
        INTERVAL
    }

    record EngineConfig(
            @Setting("room before a flush") long memtableBytes,
            Duration interval,
            Sync sync,
            List<String> levels) {
        static final EngineConfig DEFAULT =
                new EngineConfig(64 << 20, Duration.ofSeconds(1), Sync.GROUP, List.of("a", "b"));

        EngineConfig {
            if (memtableBytes < 1024) {
                throw new IllegalArgumentException(
                        "memtable-bytes is at least 1KiB, not " + memtableBytes);
            }
        }
    }

    private NodeConfig read(String yaml, Map<String, String> environment, String... settings)
            throws IOException {
        Path file = Files.writeString(folder.resolve("node.yaml"), yaml);
        return ConfigReader.read(
                Layers.of(List.of(file), environment, List.of(settings)), registry);
    }

    private NodeConfig read(String yaml, String... settings) throws IOException {
        return read(yaml, Map.of(), settings);
    }

    private List<String> problems(String yaml, String... settings) {
        ConfigException wrong =
                catchThrowableOfType(ConfigException.class, () -> read(yaml, settings));
        assertThat(wrong).isNotNull();
        return wrong.problems().stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }

    @Test
    void runsANodeFromAnEmptyFile() throws IOException {
        NodeConfig config = read("");
        assertThat(config.node()).isEqualTo(NodeSettings.DEFAULT);
        assertThat(config.plugins().chosen(Service.STORAGE).name()).isEqualTo("lsm");
        assertThat(config.buckets().of("any")).isEqualTo(BucketProperties.DEFAULT);
        assertThat(config.buckets().of("redis:3").resolver()).isEqualTo("lww");
    }

    @Test
    void letsFlagsWinOverTheEnvironmentAndTheEnvironmentOverTheFile() throws IOException {
        String yaml = "node: {rack: file, dc: file, id: file}";
        Map<String, String> environment =
                Map.of("KV_CFG_NODE_RACK", "env", "KV_CFG_NODE_DC", "env", "PATH", "/bin");
        NodeSettings node = read(yaml, environment, "node.rack=flag").node();
        assertThat(List.of(node.rack(), node.dc(), node.id()))
                .containsExactly("flag", "env", "file");
    }

    @Test
    void letsTheLastOfSeveralFilesAndFlagsWin() throws IOException {
        Path base = Files.writeString(folder.resolve("base.yaml"), "node: {rack: base, dc: base}");
        Path own = Files.writeString(folder.resolve("own.yaml"), "node: {rack: own}");
        Layers layers =
                Layers.of(List.of(base, own), Map.of(), List.of("node.weight=7", "node.weight=8"));
        NodeSettings node = ConfigReader.read(layers, registry).node();
        assertThat(List.of(node.rack(), node.dc(), node.weight()))
                .containsExactly("own", "base", 8);
    }

    @Test
    void fillsAPluginsOwnRecord() throws IOException {
        NodeConfig config =
                read(
                        """
                        storage: tuned
                        plugins:
                          storage:
                            tuned:
                              memtable-bytes: 2MiB
                              interval: 250ms
                              sync: interval
                              levels: [x, y, z]
                        """);
        @SuppressWarnings("unchecked")
        var plugin =
                (dev.cairn.api.spi.Plugin<EngineConfig>) config.plugins().chosen(Service.STORAGE);
        assertThat(config.plugins().of(plugin))
                .isEqualTo(
                        new EngineConfig(
                                2 << 20,
                                Duration.ofMillis(250),
                                Sync.INTERVAL,
                                List.of("x", "y", "z")));
    }

    @Test
    void tellsAnUnknownKeyWithItsPlaceAndTheNearestOne() {
        assertThat(problems("node:\n  racks: r1\n"))
                .singleElement()
                .asString()
                .startsWith(
                        "node.yaml:2: node.racks: there is no such key; did you mean \"rack\"? (expected one of id,");
    }

    @Test
    void tellsAnUnknownVariable() {
        ConfigException wrong =
                catchThrowableOfType(
                        ConfigException.class, () -> read("", Map.of("KV_CFG_NODE_RAKC", "r1")));
        assertThat(wrong)
                .hasMessage(
                        "KV_CFG_NODE_RAKC: no key has this variable; did you mean \"KV_CFG_NODE_RACK\"?");
    }

    @Test
    void tellsWhatWasReadAndWhatWasExpected() {
        assertThat(
                        problems(
                                "node:\n  lanes: two\n  drain-timeout: 5\n  data: [a]\n",
                                "plugins.storage.tuned.sync=grup",
                                "plugins.storage.tuned.memtable-bytes=64MB"))
                .containsExactlyInAnyOrder(
                        "node.yaml:2: node.lanes: expected a whole number, read \"two\"",
                        "node.yaml:3: node.drain-timeout: expected a duration such as 500ms, 5s, 1m, 2h or 7d, read \"5\"",
                        "node.yaml:4: node.data: expected one value, read the list [a]",
                        "--set plugins.storage.tuned.sync=grup: plugins.storage.tuned.sync: expected one of group,"
                                + " interval; did you mean \"group\"?, read \"grup\"",
                        "--set plugins.storage.tuned.memtable-bytes=64MB: plugins.storage.tuned.memtable-bytes: expected"
                                + " a size such as 65536, 64KiB, 64MiB or 1GiB, read \"64MB\"");
    }

    @Test
    void tellsAValueThatTheRecordRefuses() {
        assertThat(problems("plugins:\n  storage:\n    tuned:\n      memtable-bytes: 5\n"))
                .containsExactly(
                        "node.yaml:4: plugins.storage.tuned: memtable-bytes is at least 1KiB, not 5");
    }

    @Test
    void tellsAMissingPluginWithThoseAvailable() {
        assertThat(problems("storage: lsn\n"))
                .containsExactly(
                        "node.yaml:1: storage: there is no storage plugin \"lsn\"; did you mean \"lsm\"?"
                                + " (available: lsm, tuned)");
        assertThat(problems("buckets:\n  carts:\n    resolver: newest\n"))
                .containsExactly(
                        "node.yaml:3: buckets.carts.resolver: there is no resolver plugin \"newest\""
                                + " (available: lww, siblings)");
    }

    @Test
    void tellsASectionWhereAValueBelongsAndTheOtherWayRound() {
        assertThat(problems("storage:\n  lsm: {}\n  x: 1\nnode: n1\n"))
                .containsExactly(
                        "node.yaml:3: storage.x: there is no such key: what stands above it takes one value, not a"
                                + " section",
                        "node.yaml:4: node: expected a section with keys such as id, host, advertise, port, data, dc, rack,"
                                + " weight, lanes, storage-threads, background-threads, request-timeout, drain-timeout; read"
                                + " \"n1\"");
    }

    @Test
    void tellsWhereAFileIsNoYaml() {
        assertThat(problems("node:\n  id: [n1\n"))
                .singleElement()
                .asString()
                .startsWith("node.yaml:3: this is no YAML:");
        assertThat(problems("node: {id: n1}\nnode:\n  id: n2\n"))
                .singleElement()
                .asString()
                .startsWith("node.yaml:3: node.id: it stands here again; first at ");
        assertThat(problems("a: &a\n  b: *a\n")).isNotEmpty();
    }

    @Test
    void keepsBucketsByNameByPrefixAndByDefault() throws IOException {
        Buckets buckets =
                read("""
                buckets:
                  default: {n: 5, w: ALL}
                  "cart*": {r: ONE, ttl: 1d}
                  carts: {n: 2, r: 1, w: 2}
                """)
                        .buckets();
        assertThat(buckets.of("other").n()).isEqualTo(5);
        assertThat(buckets.of("cart-1").r()).isEqualTo(Consistency.Level.ONE);
        assertThat(buckets.of("cart-1").w()).isEqualTo(Consistency.Level.ALL);
        assertThat(buckets.of("cart-1").ttl()).contains(Duration.ofDays(1));
        assertThat(buckets.of("carts").w()).isEqualTo(new Consistency.Count(2));
        assertThat(buckets.of("redis:0").n()).isEqualTo(5);
    }

    @Test
    void refusesBucketsThatCannotBeKept() {
        assertThat(problems("buckets: {a: {n: 99}}"))
                .singleElement()
                .asString()
                .contains("n is 1 to 15, not 99");
        assertThat(problems("buckets: {a: {w: 4}}"))
                .singleElement()
                .asString()
                .contains("w asks for 4 of 3 copies");
        assertThat(problems("buckets: {a: {r: MOST}}"))
                .singleElement()
                .asString()
                .contains("no consistency level \"MOST\"");
    }

    @Test
    void printsAFileThatReadsBackAsTheSameConfiguration() throws IOException {
        NodeConfig config = read("node: {id: n7, request-timeout: 90s}", "buckets.\"a.b\".n=2");
        List<String> lines = ConfigPrinter.lines(config);
        assertThat(lines)
                .anyMatch(line ->
                        line.contains("id: n7") && line.contains("# " + folder + "/node.yaml:1"));
        NodeConfig again = read(String.join("\n", lines));
        assertThat(again.node()).isEqualTo(config.node());
        assertThat(again.security()).isEqualTo(config.security());
        assertThat(again.buckets().entries()).isEqualTo(config.buckets().entries());
    }
}
