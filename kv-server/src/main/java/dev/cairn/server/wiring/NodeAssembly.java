package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.Machine;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.Membership;
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
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

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
     * Starts a node with its client protocols and answers it once it serves, or, when it belongs to
     * no cluster yet, once it asks to be let in. The machine is closed with it, and when it cannot
     * start.
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
    public static StartedNode start(
            NodeConfig config,
            PluginRegistry registry,
            Machine machine,
            boolean bootstrap,
            String version) {
        return new NodeAssembly(config, registry, machine, version)
                .start(bootstrap, NodeAssembly::startProtocols);
    }

    /** Starts a node as {@link #start} does, but no client protocol. */
    static StartedNode startWithoutClients(
            NodeConfig config,
            PluginRegistry registry,
            Machine machine,
            boolean bootstrap,
            String version) {
        return new NodeAssembly(config, registry, machine, version)
                .start(bootstrap, (assembly, node, ground) -> List.of());
    }

    /** How a node is made to serve clients. */
    private interface Clients {
        List<ClientProtocol> start(NodeAssembly assembly, RunningNode node, Ground ground);
    }

    /** What may fail by a disk or a socket. */
    private interface Step<T> {
        T take() throws IOException;
    }

    private <T> T guarded(Step<T> step) {
        try {
            return step.take();
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
            Member self,
            List<Lane> lanes,
            Lane controlLane,
            Executor storageThreads) {}

    private StartedNode start(boolean bootstrap, Clients clients) {
        return guarded(() -> {
            Exposure.check(config);
            Ground ground = ground();
            DataDirectory directory = ground.directory();
            Optional<Topology> known =
                    directory.isInside()
                            ? plugins.recall(directory.membership(), directory.identity().storage())
                            : Optional.empty();
            if (known.isEmpty()) {
                Founding founding =
                        new Founding(config, bootstrap, ground.self(), machine.secureRandom());
                known = founding.topology(directory);
            }
            directory.keep();
            StartedNode node = new StartedNode(ground.self().id(), closing);
            if (known.isPresent()) {
                Topology topology = known.get();
                node.enter(() -> guarded(() -> inside(ground, topology, clients)));
            } else {
                ask(ground, node, clients);
            }
            return node;
        });
    }

    private Ground ground() throws IOException {
        DataDirectory directory =
                closing.add(
                        "the data directory",
                        DataDirectory.open(machine.directory(), config, machine.secureRandom()));
        closing.add("the machine", machine);
        NodeSettings node = config.node();
        Member self =
                new Member(
                        directory.identity().node(),
                        directory.identity().storage(),
                        node.address(),
                        node.zone(),
                        node.weight(),
                        MemberState.ACTIVE);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < node.lanes(); i++) {
            lanes.add(machine.lane(i, "lane-" + i));
        }
        return new Ground(
                directory,
                self,
                List.copyOf(lanes),
                machine.lane(node.lanes(), "control"),
                machine.workers("storage", node.storageThreads()));
    }

    /** Asks to be let in; what comes then runs on a thread that may wait for the disk. */
    private void ask(Ground ground, StartedNode node, Clients clients) throws IOException {
        ClusterId cluster =
                config.cluster().id().isEmpty()
                        ? ClusterId.NONE
                        : ClusterId.parse(config.cluster().id());
        Transport transport =
                plugins.transport(
                        new Transport.Env(cluster, ground.self().id(), ground.lanes(), events));
        AtomicReference<Outside> asking = new AtomicReference<>();
        Outside outside =
                new Outside(
                        new Outside.Env(
                                ground.self().in(MemberState.JOINING),
                                ground.controlLane(),
                                new Address(config.node().host(), config.node().port()),
                                transport,
                                plugins.seeds(),
                                config.cluster().seeds().stream().map(Address::parse).toList(),
                                ground.storageThreads(),
                                machine.random(),
                                events,
                                topology ->
                                        ground.storageThreads()
                                                .execute(() -> {
                                                    asking.get().close();
                                                    comeIn(node, ground, topology, clients);
                                                })),
                        plugins::entry);
        asking.set(outside);
        closing.add("the way in", outside);
        try {
            outside.start();
        } catch (IOException failed) {
            throw cannotListen("for peers on " + ground.self().address(), failed);
        }
    }

    private void comeIn(StartedNode node, Ground ground, Topology topology, Clients clients) {
        try {
            node.enter(() -> guarded(() -> inside(ground, topology, clients)));
        } catch (RuntimeException failed) {
            events.emit(new Event.Note(Event.Severity.ERROR, String.valueOf(failed.getMessage())));
            node.failed(failed);
        }
    }

    /** The node as a member, in the order drawn in this package's description. */
    private RunningNode inside(Ground ground, Topology topology, Clients clients)
            throws IOException {
        checkPort(ground.self(), topology);
        warnOfMissingOwners(topology);
        Partitioner partitioner = plugins.partitioner();
        Rings rings = new Rings(partitioner, plugins.placement(), config.buckets());
        ClusterState cluster = new ClusterState(ground.self(), topology, rings, config.buckets());
        Map<String, ConflictResolver> resolvers = plugins.resolvers();
        StorageEngine storage = closing.add("the storage engine", storage(ground, resolvers));
        PeerLinks peers = new PeerLinks(ground.self().id());
        AtomicReference<ControlPlane> later = new AtomicReference<>();
        Replication replication =
                closing.add(
                        "replication",
                        plugins.replication(
                                replicationParts(
                                        ground,
                                        cluster,
                                        partitioner,
                                        resolvers,
                                        storage,
                                        peers,
                                        peer -> later.get().behind(peer))));
        ControlPlane control = control(ground, topology, cluster, rings, replication, peers);
        later.set(control);
        ground.directory().enter(topology.cluster());
        closing.add("the control plane", () -> control.stop(machine));
        LoadMeter meter = new LoadMeter(replication, storage, machine.clock());
        control.start(() -> new Facts(meter.report(), version));
        listen(
                ground,
                topology,
                peers,
                new FrameRouter(peers, cluster, replication, control, events));

        RunningNode node =
                new RunningNode(
                        new RunningNode.Parts(
                                machine,
                                ground.self().id(),
                                cluster,
                                partitioner,
                                control,
                                replication,
                                plugins,
                                registry,
                                config),
                        closing);
        node.serve(clients.start(this, node, ground));
        return node;
    }

    private void checkPort(Member self, Topology topology) {
        Optional<Member> listed = topology.member(self.id());
        if (listed.isPresent() && listed.get().address().port() != self.address().port()) {
            throw new StartException(
                    Code.CONFIG,
                    "the cluster knows this node at "
                            + listed.get().address()
                            + ", but node.port is "
                            + self.address().port());
        }
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

    private ReplicationParts replicationParts(
            Ground ground,
            ClusterState cluster,
            Partitioner partitioner,
            Map<String, ConflictResolver> resolvers,
            StorageEngine storage,
            PeerLinks peers,
            Consumer<NodeId> ahead)
            throws IOException {
        return new ReplicationParts(
                ground.self().id(),
                ground.self().storage(),
                machine.bootId(),
                ground.lanes(),
                cluster,
                partitioner,
                plugins.consistency(),
                resolvers,
                storage,
                ground.directory().replication(),
                ground.storageThreads(),
                (to, frame) -> cluster.standing() == Standing.MEMBER && peers.send(to, frame),
                machine.random(),
                events,
                config.node().requestTimeout(),
                ahead);
    }

    private ControlPlane control(
            Ground ground,
            Topology topology,
            ClusterState cluster,
            Rings rings,
            Replication replication,
            PeerLinks peers)
            throws IOException {
        Membership membership =
                plugins.membership(
                        new MembershipParts(
                                ground.self(),
                                ground.controlLane(),
                                ground.directory().membership(),
                                !ground.directory().isInside(),
                                topology,
                                ground.storageThreads(),
                                machine.random(),
                                events,
                                rings,
                                replication.transfers(),
                                node -> cluster.get().liveness(node),
                                peers));
        ControlPlane.Env env =
                new ControlPlane.Env(
                        ground.self().id(),
                        ground.directory().identity().incarnation(),
                        ground.controlLane(),
                        peers,
                        replication::clusterChanged,
                        machine.random(),
                        events);
        return new ControlPlane(
                env, cluster, membership, plugins::detector, plugins::dissemination);
    }

    private void listen(Ground ground, Topology topology, PeerLinks peers, FrameRouter router) {
        NodeSettings settings = config.node();
        Transport transport =
                closing.add(
                        "the transport",
                        plugins.transport(
                                new Transport.Env(
                                        topology.cluster(),
                                        ground.self().id(),
                                        ground.lanes(),
                                        events)));
        try {
            transport.listen(new Address(settings.host(), settings.port()), router);
        } catch (IOException failed) {
            throw cannotListen(
                    "for peers and native clients on " + settings.host() + ":" + settings.port(),
                    failed);
        }
        peers.connect(transport);
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
