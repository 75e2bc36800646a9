package dev.cairn.server.secure;

import static org.awaitility.Awaitility.await;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.Pem;
import dev.cairn.api.security.TlsException;
import dev.cairn.client.ClientConfig;
import dev.cairn.server.certs.CertificateFolder;
import dev.cairn.server.config.ConfigReader;
import dev.cairn.server.config.Layers;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.wiring.NodeAssembly;
import dev.cairn.server.wiring.StartedNode;
import dev.cairn.server.wiring.ThisMachine;
import dev.cairn.testkit.process.FreePorts;
import dev.cairn.testkit.process.ProcessCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A cluster in this process whose nodes have certificates of one folder. */
final class SecureNodes implements AutoCloseable {
    static final ClusterId CLUSTER = new ClusterId(0xca12L);

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> PROTOCOLS = List.of("http", "resp", "grpc");

    final Path folder;
    final CertificateFolder certificates;
    private final String transport;
    private final PluginRegistry registry =
            PluginRegistry.of(ModuleLayer.boot(), SecureNodes.class.getClassLoader());
    private final Map<String, Map<String, Integer>> ports = new LinkedHashMap<>();
    private final List<StartedNode> running = new ArrayList<>();

    /**
     * An authority in {@code folder}, and a certificate for every node. Over gRPC, peers and
     * clients share a port.
     */
    SecureNodes(Path folder, String transport, String... nodes) throws IOException, TlsException {
        this.folder = folder;
        this.transport = transport;
        this.certificates = new CertificateFolder(folder.resolve("certs"));
        certificates.init(CLUSTER, Instant.now(), YEAR);
        int base = FreePorts.base(nodes.length);
        for (String node : nodes) {
            issue(new CertificateIdentity.Node(CLUSTER, new NodeId(node)));
            Map<String, Integer> own = new LinkedHashMap<>();
            own.put("peer", base);
            for (String protocol : PROTOCOLS) {
                own.put(protocol, protocol.equals(transport) ? base : base + own.size());
            }
            ports.put(node, own);
            base += ProcessCluster.STRIDE;
        }
    }

    void issue(CertificateIdentity whom) throws IOException, TlsException {
        certificates.issue(whom, List.of("localhost", "127.0.0.1"), Instant.now(), YEAR);
    }

    /** Starts every node with these settings on top, and waits until all serve. */
    void start(String... settings) throws IOException {
        for (String node : ports.keySet()) {
            running.add(
                    NodeAssembly.start(
                            config(node, settings),
                            registry,
                            new ThisMachine(Files.createDirectories(folder.resolve(node))),
                            false,
                            "test"));
        }
        await().atMost(LIMIT).until(() -> running.stream().allMatch(node -> node.admin().ready()));
    }

    private NodeConfig config(String node, String... settings) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "node.id=" + node,
                                "node.port=" + ports.get(node).get("peer"),
                                "node.lanes=1",
                                "storage=memory",
                                "transport=" + transport,
                                "cluster.id=" + CLUSTER,
                                "cluster.initial=" + members(),
                                "security.tls.certificate=" + file(node + ".crt"),
                                "security.tls.key=" + file(node + ".key"),
                                "security.tls.authority=" + file("ca.crt"),
                                "security.tls.reload-every=50ms"));
        for (String protocol : PROTOCOLS) {
            all.add("plugins.protocol." + protocol + ".port=" + ports.get(node).get(protocol));
        }
        all.addAll(List.of(settings));
        return ConfigReader.read(Layers.of("", all), registry).in(folder);
    }

    /** Stops one node. */
    void stop(String node) {
        StartedNode stopped =
                running.stream()
                        .filter(each -> each.self().name().equals(node))
                        .findFirst()
                        .orElseThrow();
        running.remove(stopped);
        stopped.close();
    }

    private String members() {
        return ports.entrySet().stream()
                .map(node -> node.getKey() + "=127.0.0.1:" + node.getValue().get("peer"))
                .collect(Collectors.joining(","));
    }

    private Path file(String name) {
        return folder.resolve("certs").resolve(name);
    }

    /** Where a node speaks {@code protocol}, or {@code peer}. */
    Address address(String node, String protocol) {
        return new Address("127.0.0.1", ports.get(node).get(protocol));
    }

    /** A client of these nodes whose time does not run out on a busy machine. */
    static ClientConfig patient(Address... seeds) {
        return ClientConfig.of(seeds).withTimeout(LIMIT).withAttemptTimeout(LIMIT);
    }

    /** Believes the authority and shows nothing. */
    SSLContext trusting() throws TlsException {
        return KeyMaterial.trusting(Pem.certificates(file("ca.crt")));
    }

    /** Believes the authority and shows the certificate of a client. */
    SSLContext client(String name) throws TlsException {
        return KeyMaterial.read(
                        file("client-" + name + ".crt"),
                        file("client-" + name + ".key"),
                        file("ca.crt"))
                .context();
    }

    @Override
    public void close() {
        running.forEach(StartedNode::close);
    }
}
