package dev.cairn.server.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.security.AccessRefused;
import dev.cairn.api.security.Refusals.Reason;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientConfig;
import dev.cairn.server.config.ConfigReader;
import dev.cairn.server.config.Layers;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.config.UserFile;
import dev.cairn.server.config.UserSettings;
import dev.cairn.server.local.ClusterPlan;
import dev.cairn.server.local.LocalException;
import dev.cairn.server.local.LocalTls;
import dev.cairn.server.local.NodePlan;
import dev.cairn.server.local.ProtocolPorts;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.wiring.NodeAssembly;
import dev.cairn.server.wiring.StartedNode;
import dev.cairn.server.wiring.ThisMachine;
import dev.cairn.testkit.process.FreePorts;
import dev.cairn.testkit.tls.Disguise;
import dev.cairn.testkit.tls.Impostors;
import dev.cairn.testkit.tls.Impostors.Visits;
import dev.cairn.testkit.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node as {@code kv start --tls} makes it, and hundreds who have no business there. */
@Timeout(180)
class ImpostorsTest {
    private static final int MANY = 8 * Disguise.values().length;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(500);
    private static final Key KEY = new Key("default", Bytes.utf8("k"));

    @TempDir Path folder;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final PluginRegistry registry =
            PluginRegistry.of(ModuleLayer.boot(), ImpostorsTest.class.getClassLoader());
    private NodePlan plan;
    private LocalTls tls;

    @BeforeEach
    void plan() throws IOException {
        ProtocolPorts ports =
                ProtocolPorts.of(
                        registry, ConfigReader.transport(Layers.of("", List.of()), registry));
        plan = ClusterPlan.of(folder, 1, FreePorts.base(1), ports).getFirst();
        tls = new LocalTls(folder);
        ClusterPlan.prepare(folder, List.of(plan), Optional.of(tls));
    }

    private StartedNode start(NodeConfig config) throws IOException {
        StartedNode node =
                NodeAssembly.start(
                        config,
                        registry,
                        new ThisMachine(
                                Files.createDirectories(config.dataDirectory()), events::add),
                        false,
                        "test");
        await().atMost(LIMIT).until(() -> node.admin().ready());
        return node;
    }

    private NodeConfig config() {
        return ConfigReader.read(
                        Layers.of(
                                List.of(plan.config()),
                                Map.of(),
                                List.of("storage=memory", "buckets.default.n=1")),
                        registry)
                .in(folder);
    }

    private Impostors impostors(NodeConfig config) throws Exception {
        Path certs = folder.resolve("certs");
        return new Impostors(
                TestAuthority.read(certs.resolve("ca.crt"), certs.resolve("ca.key")),
                ClusterId.parse(config.cluster().id()),
                List.of(
                        new Impostors.Target(
                                new NodeId(plan.id()),
                                new Address("127.0.0.1", plan.peerPort()),
                                port("resp"),
                                port("grpc"),
                                port("http"))),
                "guest",
                1);
    }

    private Address port(String protocol) {
        return new Address("127.0.0.1", plan.protocolPorts().get(protocol));
    }

    private CairnClient admin() {
        return CairnClient.connect(
                ClientConfig.of(new Address("127.0.0.1", plan.peerPort()))
                        .withTimeout(LIMIT)
                        .withAttemptTimeout(LIMIT)
                        .withTls(tls.admin().tls().orElseThrow()));
    }

    /** The last count that was told of each reason. */
    private Map<Reason, Long> told() {
        Map<Reason, Long> told = new EnumMap<>(Reason.class);
        for (Event event : events) {
            if (event instanceof AccessRefused refused) {
                told.merge(refused.reason(), refused.total(), Math::max);
            }
        }
        return told;
    }

    private static Map<Reason, Long> expected(Visits visits) {
        Map<Reason, Long> expected = new EnumMap<>(Reason.class);
        visits.came()
                .forEach((disguise, count) ->
                        disguise.reason()
                                .ifPresent(
                                        reason -> expected.merge(reason, (long) count, Long::sum)));
        return expected;
    }

    /** All who came so far are told; those who come now are not, but for the first. */
    private void allAreTold(Impostors impostors, Map<Reason, Long> came) {
        Visits more = impostors.comeOnce();
        assertThat(more.letIn()).isEmpty();
        Map<Reason, Long> told = told();
        Map<Reason, Long> before = Map.copyOf(came);
        expected(more).forEach((reason, count) -> came.merge(reason, count, Long::sum));
        assertThat(told)
                .allSatisfy((reason, count) ->
                        assertThat(count)
                                .as("%s", reason)
                                .isGreaterThanOrEqualTo(before.get(reason)))
                .containsKeys(before.keySet().toArray(Reason[]::new));
    }

    @Test
    void areTurnedAwayAndCountedAndHurtNobody() throws Exception {
        UserFile.write(
                folder.resolve("users.yaml"),
                Map.of(
                        "admin",
                        new UserSettings("", "", List.of("admin:*")),
                        "guest",
                        UserSettings.DEFAULT));
        NodeConfig config = config();
        try (StartedNode node = start(config);
                CairnClient admin = admin()) {
            assertThat(node.admin().ready()).isTrue();
            admin.blocking().put(KEY, Bytes.utf8("v"));
            Impostors impostors = impostors(config);
            long began = System.nanoTime();
            CompletableFuture<Visits> coming =
                    CompletableFuture.supplyAsync(() -> impostors.come(MANY));
            while (!coming.isDone()) {
                assertThat(admin.blocking().get(KEY).found()).isTrue();
            }
            assertThat(coming.join().letIn()).isEmpty();
            Map<Reason, Long> expected = expected(coming.join());
            assertThat(expected)
                    .containsOnlyKeys(
                            Reason.HANDSHAKE,
                            Reason.CERTIFICATE,
                            Reason.IDENTITY,
                            Reason.CREDENTIALS,
                            Reason.PERMISSION);
            await().pollInterval(BETWEEN_EVENTS)
                    .atMost(LIMIT)
                    .untilAsserted(() -> allAreTold(impostors, expected));
            long halfSeconds = (System.nanoTime() - began) / BETWEEN_EVENTS.toNanos();
            assertThat(events)
                    .filteredOn(event -> event.severity() != Event.Severity.INFO)
                    .allSatisfy(event -> assertThat(event).isInstanceOf(AccessRefused.class))
                    .hasSizeLessThan(Reason.values().length * (int) (halfSeconds + 2));
        }
    }

    /** On one processor a virtual thread that hashes would keep all TLS handshakes waiting. */
    @Test
    void passwordsAreHashedOnThreadsThatTheKernelTakesTurnsWith() throws IOException {
        UserFile.write(folder.resolve("users.yaml"), Map.of("guest", UserSettings.DEFAULT));
        try (StartedNode node = start(config())) {
            assertThat(node.admin().ready()).isTrue();
            assertThat(Thread.getAllStackTraces().keySet()) // which holds no virtual ones
                    .extracting(Thread::getName)
                    .contains("authenticator");
        }
    }

    @Test
    void aClusterIsStartedWithTlsAlwaysOrNever() throws IOException {
        assertThat(config().tls().isOn()).isTrue();
        ClusterPlan.prepare(folder, List.of(plan), Optional.of(tls));
        assertThatThrownBy(() -> ClusterPlan.prepare(folder, List.of(plan), Optional.empty()))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("was first started with --tls");
    }
}
