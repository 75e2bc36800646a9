package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.Transport;
import dev.cairn.server.admin.NodeAdmin;
import dev.cairn.server.config.Buckets;
import dev.cairn.server.config.NodeSettings;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import dev.cairn.server.wiring.StartException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Puts a member together, in the order drawn in this package's description. */
final class MemberAssembly {
    private final Means means;
    private final Ground ground;
    private final Topology topology;
    private final Partitioner partitioner;
    private final Rings rings;
    private final ClusterState cluster;
    private final PeerLinks peers;

    /** One that goes by {@code topology} at first; opens nothing yet. */
    MemberAssembly(Means means, Ground ground, Topology topology) throws IOException {
        this.means = means;
        this.ground = ground;
        this.topology = topology;
        Buckets buckets = means.config().buckets();
        this.partitioner = means.plugins().partitioner();
        this.rings = new Rings(partitioner, means.plugins().placement(), buckets);
        this.cluster =
                new ClusterState(
                        ground.self(),
                        topology,
                        rings,
                        buckets,
                        BucketRegister.recall(ground.directory().buckets()));
        this.peers = new PeerLinks(ground.self().id());
    }

    /** Opens and starts everything; {@code withClients} also what serves clients. */
    RunningNode assemble(boolean withClients) throws IOException {
        checkPort();
        warnOfMissingOwners();
        Map<String, ConflictResolver> resolvers = means.plugins().resolvers();
        StorageEngine storage = means.closing().add("the storage engine", storage(resolvers));
        AtomicReference<ControlPlane> later = new AtomicReference<>();
        Replication replication =
                means.closing().add("replication", replication(resolvers, storage, later));
        Membership membership = membership(replication);
        BucketRegister register = register(membership);
        ControlPlane control = control(replication, membership, register);
        later.set(control);
        ground.directory().enter(topology.cluster());
        means.closing().add("the control plane", () -> control.stop(means.machine()));
        LoadMeter meter = new LoadMeter(replication, storage, means.machine().clock());
        AtomicBoolean drains = new AtomicBoolean();
        Supplier<Facts> own =
                () ->
                        new Facts(
                                meter.report(),
                                means.version(),
                                drains.get(),
                                ground.self().storage());
        control.start(own);
        Transport transport =
                listen(new FrameRouter(peers, cluster, replication, control, means.events()));
        RunningNode node =
                new RunningNode(
                        new RunningNode.Parts(
                                means,
                                ground.self().id(),
                                cluster,
                                partitioner,
                                control,
                                replication,
                                new BucketChange.Env(
                                        ground.controlLane(),
                                        membership.registers(),
                                        register,
                                        cluster,
                                        replication,
                                        resolvers,
                                        means.config().buckets()),
                                ground.controlLane(),
                                drains,
                                control::publish));
        node.serve(withClients ? startProtocols(node, transport) : List.of());
        return node;
    }

    private void checkPort() {
        Member self = ground.self();
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

    private void warnOfMissingOwners() {
        int owners = topology.owners().size();
        means.config()
                .buckets()
                .entries()
                .forEach((name, properties) -> {
                    if (properties.n() > owners) {
                        means.events()
                                .emit(
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

    private StorageEngine storage(Map<String, ConflictResolver> resolvers) throws IOException {
        StorageEngine.MergeOperator merge =
                means.plugins()
                        .merge(bucket ->
                                resolver(resolvers, cluster.get().bucket(bucket).resolver()));
        return means.plugins()
                .storage(
                        new StorageEngine.Env(
                                ground.directory().store(),
                                means.machine().clock(),
                                means.machine()
                                        .workers(
                                                "background",
                                                means.config().node().backgroundThreads()),
                                means.machine().syncs(),
                                merge,
                                means.events()));
    }

    static ConflictResolver resolver(Map<String, ConflictResolver> resolvers, String name) {
        ConflictResolver resolver = resolvers.get(name);
        if (resolver == null) {
            throw new IllegalStateException(
                    "the configuration let resolver " + name + " pass, which is not there");
        }
        return resolver;
    }

    private Replication replication(
            Map<String, ConflictResolver> resolvers,
            StorageEngine storage,
            AtomicReference<ControlPlane> control)
            throws IOException {
        return means.plugins()
                .replication(
                        new ReplicationParts(
                                ground.self().id(),
                                ground.self().storage(),
                                means.machine().bootId(),
                                ground.lanes(),
                                cluster,
                                partitioner,
                                means.plugins().consistency(),
                                resolvers,
                                storage,
                                ground.directory().replication(),
                                ground.storageThreads(),
                                (to, frame) ->
                                        cluster.standing().exchangesData() && peers.send(to, frame),
                                means.machine().random(),
                                means.events(),
                                means.config().node().requestTimeout(),
                                peer -> control.get().behind(peer),
                                () -> control.get().bucketsBehind()));
    }

    private Membership membership(Replication replication) throws IOException {
        return means.plugins()
                .membership(
                        new MembershipParts(
                                ground.self(),
                                ground.controlLane(),
                                ground.directory().membership(),
                                !ground.directory().isInside(),
                                topology,
                                ground.storageThreads(),
                                means.machine().random(),
                                means.events(),
                                rings,
                                replication.transfers(),
                                node -> cluster.get().liveness(node),
                                () -> replication.freshness() == Replication.Freshness.CURRENT,
                                peers));
    }

    private BucketRegister register(Membership membership) {
        return new BucketRegister(
                new BucketRegister.Env(
                        ground.controlLane(),
                        membership.registers(),
                        cluster,
                        ground.directory().buckets(),
                        ground.storageThreads(),
                        means.events()));
    }

    private ControlPlane control(
            Replication replication, Membership membership, BucketRegister register) {
        ControlPlane.Env env =
                new ControlPlane.Env(
                        ground.self().id(),
                        ground.directory().identity().incarnation(),
                        ground.controlLane(),
                        peers,
                        replication::clusterChanged,
                        replication::freshness,
                        means.machine().random(),
                        means.events());
        return new ControlPlane(
                env,
                cluster,
                membership,
                register,
                means.plugins()::detector,
                means.plugins()::dissemination);
    }

    private Transport listen(FrameRouter router) {
        NodeSettings settings = means.config().node();
        Transport transport =
                means.closing()
                        .add(
                                "the transport",
                                means.plugins()
                                        .transport(
                                                new Transport.Env(
                                                        topology.cluster(),
                                                        ground.self().id(),
                                                        ground.lanes(),
                                                        means.events(),
                                                        ground.security())));
        try {
            transport.listen(new Address(settings.host(), settings.port()), router);
        } catch (IOException failed) {
            throw StartException.cannotListen(
                    "for peers on " + settings.host() + ":" + settings.port(), failed);
        }
        peers.connect(transport);
        return transport;
    }

    private List<ClientProtocol> startProtocols(RunningNode node, Transport transport) {
        ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
        means.closing().add("the waiting threads", waiting::shutdownNow);
        ClientProtocol.Env env =
                new ClientProtocol.Env(
                        means.config().node().host(),
                        ground.lanes(),
                        waiting,
                        means.version(),
                        means.events(),
                        ground.security(),
                        Optional.of(transport));
        NodeAdmin admin = new NodeAdmin(node);
        List<ClientProtocol> started = new ArrayList<>();
        for (PluginRegistry.Found found : means.registry().of(Service.PROTOCOL)) {
            String name = "protocol " + found.plugin().name();
            try {
                means.plugins()
                        .start(found, node.keyValues(), admin, env)
                        .ifPresent(protocol -> started.add(means.closing().add(name, protocol)));
            } catch (IOException failed) {
                throw StartException.cannotListen("for " + name, failed);
            }
        }
        return started;
    }
}
