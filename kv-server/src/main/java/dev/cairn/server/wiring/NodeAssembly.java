package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.Transport;
import dev.cairn.server.admin.NodeAdmin;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.config.NodeSettings;
import dev.cairn.server.lane.LaneThread;
import dev.cairn.server.lane.SystemClock;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import dev.cairn.server.wiring.StartException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Puts one node together, in the order drawn in this package's description. */
public final class NodeAssembly {
    private final NodeConfig config;
    private final PluginRegistry registry;
    private final String version;
    private final ChosenPlugins plugins;
    private final Clock clock = new SystemClock();
    private final EventSink events = new EventLog();
    private final RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    private final Closing closing = new Closing(events);

    private NodeAssembly(NodeConfig config, PluginRegistry registry, String version) {
        this.config = config;
        this.registry = registry;
        this.version = version;
        this.plugins = new ChosenPlugins(registry, config.plugins());
    }

    /**
     * Starts a node and answers it once it serves.
     *
     * @param config what it was told
     * @param registry where its plugins are
     * @param data its data directory
     * @param bootstrap whether an empty data directory shall become a cluster of its own
     * @param version the software version it tells others
     * @throws StartException when it cannot start for a reason that its operator can do something
     *     about
     * @throws dev.cairn.api.spi.StorageException when its files cannot be used
     */
    public static RunningNode start(
            NodeConfig config,
            PluginRegistry registry,
            Path data,
            boolean bootstrap,
            String version) {
        NodeAssembly assembly = new NodeAssembly(config, registry, version);
        try {
            return assembly.assemble(data, bootstrap);
        } catch (RuntimeException failed) {
            assembly.closing.close();
            throw failed;
        } catch (IOException failed) {
            assembly.closing.close();
            throw new StartException(Code.IO, "the data directory " + data + ": " + failed, failed);
        }
    }

    /** What everything else stands on. */
    private record Ground(
            DataDirectory directory,
            NodeId self,
            Threads threads,
            List<Lane> lanes,
            Partitioner partitioner,
            ClusterState cluster) {}

    private RunningNode assemble(Path data, boolean bootstrap) throws IOException {
        Exposure.check(config);
        Ground ground = ground(data, bootstrap);
        Topology topology = ground.directory().topology();
        warnOfMissingOwners(topology);
        Map<String, ConflictResolver> resolvers = plugins.resolvers();
        StorageEngine storage = closing.add("the storage engine", storage(ground, resolvers));
        PeerLinks peers = new PeerLinks(ground.self());
        Replication replication =
                closing.add("replication", replication(ground, resolvers, storage, peers));
        ControlPlane control = controlPlane(ground, peers);
        LoadMeter meter = new LoadMeter(replication, storage, clock);
        control.start(() -> new Facts(meter.report(), version));
        listen(ground, peers, new FrameRouter(peers, replication, control, events));

        RunningNode node =
                new RunningNode(
                        new RunningNode.Parts(
                                ground.self(),
                                ground.cluster(),
                                ground.partitioner(),
                                control,
                                replication,
                                plugins,
                                registry,
                                config),
                        closing);
        node.serve(startProtocols(node, ground));
        return node;
    }

    private Ground ground(Path data, boolean bootstrap) throws IOException {
        NodeSettings settings = config.node();
        RandomGenerator secret = () -> new SecureRandom().nextLong();
        DataDirectory directory =
                closing.add(
                        "the data directory",
                        DataDirectory.open(Directory.of(data), config, bootstrap, secret));
        NodeId self = directory.identity().node();
        Threads threads =
                closing.add(
                        "the threads",
                        new Threads(settings.storageThreads(), settings.backgroundThreads()));
        Partitioner partitioner = plugins.partitioner();
        Topology topology = directory.topology();
        ClusterState cluster =
                new ClusterState(
                        self,
                        topology,
                        partitioner.ring(topology),
                        plugins.placement(),
                        config.buckets());
        return new Ground(directory, self, threads, lanes(settings.lanes()), partitioner, cluster);
    }

    private void warnOfMissingOwners(Topology topology) {
        int owners = topology.owners().size();
        config.buckets()
                .entries()
                .forEach((name, properties) -> {
                    if (properties.n() > owners) {
                        events.emit(
                                new Event.Note(
                                        Event.Severity.WARNING,
                                        "bucket "
                                                + name
                                                + " keeps "
                                                + properties.n()
                                                + " copies and the cluster has "
                                                + owners
                                                + " nodes: levels that need more are unavailable; see buckets."
                                                + name
                                                + ".n"));
                    }
                });
    }

    private List<Lane> lanes(int count) {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lanes.add(lane(i, "lane-" + i));
        }
        return List.copyOf(lanes);
    }

    private LaneThread lane(int index, String name) {
        return closing.add(name, LaneThread.start(index, name, clock, events));
    }

    private StorageEngine storage(Ground ground, Map<String, ConflictResolver> resolvers)
            throws IOException {
        StorageEngine.MergeOperator merge =
                plugins.merge(
                        bucket -> resolver(resolvers, config.buckets().of(bucket).resolver()));
        return plugins.storage(
                new StorageEngine.Env(
                        ground.directory().store(),
                        clock,
                        ground.threads().background(),
                        merge,
                        events));
    }

    private static ConflictResolver resolver(Map<String, ConflictResolver> resolvers, String name) {
        ConflictResolver resolver = resolvers.get(name);
        if (resolver == null) {
            throw new IllegalStateException(
                    "the configuration let resolver " + name + " pass, which is not there");
        }
        return resolver;
    }

    private Replication replication(
            Ground ground,
            Map<String, ConflictResolver> resolvers,
            StorageEngine storage,
            PeerLinks peers)
            throws IOException {
        return plugins.replication(
                new ReplicationParts(
                        ground.self(),
                        ground.directory().identity().storage(),
                        BootId.read(),
                        ground.lanes(),
                        ground.cluster(),
                        ground.partitioner(),
                        plugins.consistency(),
                        resolvers,
                        storage,
                        ground.directory().replication(),
                        ground.threads().storage(),
                        peers,
                        random,
                        events,
                        config.node().requestTimeout()));
    }

    private ControlPlane controlPlane(Ground ground, PeerLinks peers) {
        ControlPlane.Env env =
                new ControlPlane.Env(
                        ground.self(),
                        ground.directory().identity().incarnation(),
                        ground.directory().topology().members(),
                        lane(ground.lanes().size(), "control"),
                        peers,
                        random,
                        events);
        return new ControlPlane(env, ground.cluster(), plugins::detector, plugins::dissemination);
    }

    private void listen(Ground ground, PeerLinks peers, FrameRouter router) {
        NodeSettings settings = config.node();
        Topology topology = ground.directory().topology();
        Transport transport =
                closing.add(
                        "the transport",
                        plugins.transport(
                                new Transport.Env(
                                        topology.cluster(),
                                        ground.self(),
                                        ground.lanes(),
                                        events)));
        peers.expect(topology.members());
        try {
            transport.listen(new Address(settings.host(), settings.port()), router);
        } catch (IOException failed) {
            throw cannotListen(
                    "for peers and native clients on " + settings.host() + ":" + settings.port(),
                    failed);
        }
        peers.connect(transport, topology.members());
    }

    private List<ClientProtocol> startProtocols(RunningNode node, Ground ground) {
        ClientProtocol.Env env =
                new ClientProtocol.Env(
                        config.node().host(),
                        ground.lanes(),
                        ground.threads().blocking(),
                        version,
                        events);
        NodeAdmin admin = new NodeAdmin(node);
        List<ClientProtocol> started = new ArrayList<>();
        for (PluginRegistry.Found found : registry.of(Service.PROTOCOL)) {
            String name = "protocol " + found.plugin().name();
            try {
                plugins.start(found, node.keyValues(), admin, env)
                        .ifPresent(protocol -> started.add(closing.add(name, protocol)));
            } catch (IOException failed) {
                throw cannotListen("for " + name, failed);
            }
        }
        return started;
    }

    private static StartException cannotListen(String purpose, IOException failed) {
        return new StartException(
                Code.PORT, "cannot listen " + purpose + ": " + failed.getMessage(), failed);
    }
}
