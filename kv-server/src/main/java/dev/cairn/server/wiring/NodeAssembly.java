package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.Machine;
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
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import dev.cairn.server.wiring.StartException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts one node together, in the order drawn in this package's description. */
public final class NodeAssembly {
    private final NodeConfig config;
    private final PluginRegistry registry;
    private final String version;
    private final ChosenPlugins plugins;
    private final Machine machine;
    private final EventSink events;
    private final Closing closing;

    private NodeAssembly(
            NodeConfig config, PluginRegistry registry, Machine machine, String version) {
        this.config = config;
        this.registry = registry;
        this.machine = machine;
        this.version = version;
        this.events = machine.events();
        this.closing = new Closing(events);
        this.plugins = new ChosenPlugins(registry, config.plugins());
    }

    /**
     * Starts a node and its client protocols and answers it once it serves. The machine is closed
     * with it, and when it cannot start.
     *
     * @param config what it was told
     * @param registry where its plugins are
     * @param machine what it runs on
     * @param bootstrap whether an empty data directory shall become a cluster of its own
     * @param version the software version it tells others
     * @throws StartException when it cannot start for a reason that its operator can do something
     *     about
     * @throws dev.cairn.api.spi.StorageException when its files cannot be used
     */
    public static RunningNode start(
            NodeConfig config,
            PluginRegistry registry,
            Machine machine,
            boolean bootstrap,
            String version) {
        return new NodeAssembly(config, registry, machine, version)
                .guarded(bootstrap, NodeAssembly::startProtocols);
    }

    /** Starts a node as {@link #start} does, but no client protocol. */
    static RunningNode startWithoutClients(
            NodeConfig config,
            PluginRegistry registry,
            Machine machine,
            boolean bootstrap,
            String version) {
        return new NodeAssembly(config, registry, machine, version)
                .guarded(bootstrap, (assembly, node, ground) -> List.of());
    }

    /** How a node is made to serve clients. */
    private interface Clients {
        List<ClientProtocol> start(NodeAssembly assembly, RunningNode node, Ground ground);
    }

    private RunningNode guarded(boolean bootstrap, Clients clients) {
        try {
            return assemble(bootstrap, clients);
        } catch (RuntimeException failed) {
            closeAll();
            throw failed;
        } catch (IOException failed) {
            closeAll();
            throw new StartException(
                    Code.IO, "the data directory " + config.node().data() + ": " + failed, failed);
        }
    }

    private void closeAll() {
        closing.close();
        machine.close();
    }

    /** What everything else stands on. */
    private record Ground(
            DataDirectory directory,
            NodeId self,
            List<Lane> lanes,
            Partitioner partitioner,
            ClusterState cluster) {}

    private RunningNode assemble(boolean bootstrap, Clients clients) throws IOException {
        Exposure.check(config);
        Ground ground = ground(bootstrap);
        Topology topology = ground.directory().topology();
        warnOfMissingOwners(topology);
        Map<String, ConflictResolver> resolvers = plugins.resolvers();
        StorageEngine storage = closing.add("the storage engine", storage(ground, resolvers));
        PeerLinks peers = new PeerLinks(ground.self());
        Replication replication =
                closing.add("replication", replication(ground, resolvers, storage, peers));
        ControlPlane control = controlPlane(ground, peers);
        closing.add("the control plane", () -> control.stop(machine));
        LoadMeter meter = new LoadMeter(replication, storage, machine.clock());
        control.start(() -> new Facts(meter.report(), version));
        listen(ground, peers, new FrameRouter(peers, replication, control, events));

        RunningNode node =
                new RunningNode(
                        new RunningNode.Parts(
                                machine,
                                ground.self(),
                                ground.cluster(),
                                ground.partitioner(),
                                control,
                                replication,
                                plugins,
                                registry,
                                config),
                        closing);
        node.serve(clients.start(this, node, ground));
        return node;
    }

    private Ground ground(boolean bootstrap) throws IOException {
        DataDirectory directory =
                closing.add(
                        "the data directory",
                        DataDirectory.open(
                                machine.directory(), config, bootstrap, machine.secureRandom()));
        closing.add("the machine", machine);
        NodeId self = directory.identity().node();
        Partitioner partitioner = plugins.partitioner();
        Topology topology = directory.topology();
        ClusterState cluster =
                new ClusterState(
                        self,
                        topology,
                        partitioner.ring(topology),
                        plugins.placement(),
                        config.buckets());
        return new Ground(directory, self, lanes(config.node().lanes()), partitioner, cluster);
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
            lanes.add(machine.lane(i, "lane-" + i));
        }
        return List.copyOf(lanes);
    }

    private StorageEngine storage(Ground ground, Map<String, ConflictResolver> resolvers)
            throws IOException {
        StorageEngine.MergeOperator merge =
                plugins.merge(
                        bucket -> resolver(resolvers, config.buckets().of(bucket).resolver()));
        return plugins.storage(
                new StorageEngine.Env(
                        ground.directory().store(),
                        machine.clock(),
                        machine.workers("background", config.node().backgroundThreads()),
                        machine.syncs(),
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
                        machine.bootId(),
                        ground.lanes(),
                        ground.cluster(),
                        ground.partitioner(),
                        plugins.consistency(),
                        resolvers,
                        storage,
                        ground.directory().replication(),
                        machine.workers("storage", config.node().storageThreads()),
                        peers,
                        machine.random(),
                        events,
                        config.node().requestTimeout()));
    }

    private ControlPlane controlPlane(Ground ground, PeerLinks peers) {
        ControlPlane.Env env =
                new ControlPlane.Env(
                        ground.self(),
                        ground.directory().identity().incarnation(),
                        ground.directory().topology().members(),
                        machine.lane(ground.lanes().size(), "control"),
                        peers,
                        machine.random(),
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
        ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
        closing.add("the waiting threads", waiting::shutdownNow);
        ClientProtocol.Env env =
                new ClientProtocol.Env(
                        config.node().host(), ground.lanes(), waiting, version, events);
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
