package dev.cairn.server.wiring;

import dev.cairn.api.AdminService;
import dev.cairn.api.AdminService.PluginStatus;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Drain;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.LoadReport;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.Replication;
import dev.cairn.server.admin.NodeAdmin;
import dev.cairn.server.admin.NodeView;
import dev.cairn.server.config.Buckets;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A node inside its cluster, until it is closed. */
public final class RunningNode implements NodeView, AutoCloseable {
    private final Parts parts;
    private final InFlight requests;
    private final Draining draining;
    private volatile List<ClientProtocol> protocols = List.of();
    private volatile boolean ready;

    record Parts(
            Means means,
            NodeId self,
            ClusterState cluster,
            Partitioner partitioner,
            ControlPlane control,
            Replication replication,
            BucketChange.Env buckets,
            Lane lane,
            AtomicBoolean drains,
            Runnable publish) {}

    RunningNode(Parts parts) {
        this.parts = parts;
        this.requests = new InFlight(parts.replication().keyValues(), parts.cluster()::standing);
        this.draining =
                new Draining(
                        parts.self(), parts.lane(), requests, parts.replication(), parts.publish());
    }

    /** The data service. */
    public KeyValueService keyValues() {
        return requests;
    }

    /** The control service. */
    public AdminService admin() {
        return new NodeAdmin(this);
    }

    /** From now on the node is ready. */
    void serve(List<ClientProtocol> started) {
        protocols = List.copyOf(started);
        ready = true;
    }

    /** Where its protocols listen. */
    public List<Address> addresses() {
        return protocols.stream().map(ClientProtocol::address).distinct().toList();
    }

    /**
     * Takes nothing new, lets what is in flight end within the drain timeout, and closes
     * everything. A node that has left hands over first what it may be the only one to hold, for at
     * most as long again, and refuses its clients meanwhile.
     */
    @Override
    public void close() {
        ready = false;
        Duration limit = parts.means().config().node().drainTimeout();
        if (parts.cluster().standing() == Standing.LEFT) {
            handOver(limit);
        }
        protocols.forEach(ClientProtocol::drain);
        parts.means().machine().await(requests::isEmpty, limit);
        parts.replication().drain();
        parts.means().closing().close();
    }

    private void handOver(Duration limit) {
        parts.means().machine().await(this::isHandedOver, limit);
        if (!isHandedOver()) {
            parts.means()
                    .events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.WARNING,
                                    "stops with keys that their owners may lack; started again,"
                                            + " this node goes on handing them over"));
        }
    }

    private boolean isHandedOver() {
        return !parts.replication().transfers().isHandingOver();
    }

    @Override
    public NodeId self() {
        return parts.self();
    }

    @Override
    public ClusterView cluster() {
        return parts.cluster().get();
    }

    @Override
    public PreferenceTable table(int replicas) {
        return parts.cluster().table(replicas);
    }

    @Override
    public long token(Key key) {
        return parts.partitioner().token(key);
    }

    @Override
    public Buckets buckets() {
        return parts.cluster().buckets();
    }

    @Override
    public LoadReport load(NodeId member) {
        return parts.control().facts(member).load();
    }

    @Override
    public String version(NodeId member) {
        return parts.control().facts(member).version();
    }

    @Override
    public List<PluginStatus> plugins() {
        List<PluginStatus> all = new ArrayList<>();
        for (Service service : Service.values()) {
            for (PluginRegistry.Found found : parts.means().registry().of(service)) {
                all.add(
                        new PluginStatus(
                                service.key(),
                                found.plugin().name(),
                                found.module(),
                                isActive(service, found)));
            }
        }
        return List.copyOf(all);
    }

    private boolean isActive(Service service, PluginRegistry.Found found) {
        return switch (service) {
            case PROTOCOL -> parts.means().plugins().isOn(found);
            case RESOLVER ->
                    buckets().entries().values().stream()
                            .anyMatch(bucket -> bucket.resolver().equals(found.plugin().name()));
            default -> parts.means().config().plugins().chosen(service).equals(found.plugin());
        };
    }

    @Override
    public void explain(Key key, Answer<Explanation> answer) {
        parts.replication().explain(key, answer);
    }

    @Override
    public void setBucket(
            String bucket, Map<String, String> changes, Answer<BucketProperties> answer) {
        parts.control()
                .run(
                        () -> new BucketChange(parts.buckets(), bucket, changes, answer).start(),
                        answer);
    }

    @Override
    public void change(MemberChange change, Answer<Topology> answer) {
        parts.control().step(change::step, answer);
    }

    @Override
    public void force(NodeId lost, Answer<Topology> answer) {
        parts.control().force(lost, answer);
    }

    @Override
    public boolean isDraining(NodeId member) {
        return parts.control().facts(member).draining();
    }

    @Override
    public void drain(boolean undo, Answer<Optional<Drain>> answer) {
        parts.control()
                .run(
                        () -> {
                            parts.drains().set(!undo);
                            if (undo) {
                                draining.undo();
                            } else {
                                draining.begin();
                            }
                            answer.succeeded(draining.present());
                        },
                        answer);
    }

    @Override
    public Optional<Drain> drain() {
        return draining.present();
    }

    @Override
    public boolean ready() {
        return ready
                && !draining.isOn()
                && parts.cluster().standing() == Standing.MEMBER
                && parts.replication().isReady();
    }
}
