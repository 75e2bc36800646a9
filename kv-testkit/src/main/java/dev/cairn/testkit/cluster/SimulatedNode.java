package dev.cairn.testkit.cluster;

import dev.cairn.api.AdminService;
import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.Bytes;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.NodeProvider;
import dev.cairn.testkit.sim.SimulatedMachine;
import dev.cairn.testkit.sim.SimulatedProcess;
import dev.cairn.testkit.sim.Simulation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One node of a {@link SimulatedCluster}: its machine, and the node that runs on it while it does.
 */
public final class SimulatedNode {
    private static final int EVENTS_KEPT = 1_000;

    private final Simulation world;
    private final NodeProvider provider;
    private final NodeProvider.Configuration configuration;
    private final NodeId id;
    private final SimulatedMachine machine;
    private final NodeClient client;
    private final Deque<Event> events = new ArrayDeque<>();
    private Optional<Running> running = Optional.empty();

    private record Running(SimulatedProcess process, NodeProvider.Node node) {}

    SimulatedNode(
            Simulation world,
            NodeProvider provider,
            NodeProvider.Configuration configuration,
            NodeId id) {
        this.world = world;
        this.provider = provider;
        this.configuration = configuration;
        this.id = id;
        this.machine = world.machine(id.name());
        this.client = new NodeClient(world, id.name(), () -> alive().node().keyValues());
    }

    /** Its name. */
    public NodeId id() {
        return id;
    }

    /** What it runs on: its clock, its disk, its speed. */
    public SimulatedMachine machine() {
        return machine;
    }

    /** Whether a process of it runs, paused or not. */
    public boolean isUp() {
        return running.isPresent();
    }

    /** Whether it runs and has been let into a cluster. */
    public boolean isInside() {
        return running.map(Running::node).filter(NodeProvider.Node::isInside).isPresent();
    }

    /** Whether its process is paused. */
    public boolean isPaused() {
        return running.map(Running::process).filter(SimulatedProcess::isPaused).isPresent();
    }

    /**
     * Its data service, as a client sees it: it may be called when the node is down and then
     * answers an error. Answers come while virtual time passes.
     */
    public KeyValueService keyValues() {
        return client;
    }

    /** Its control service; throws {@link IllegalStateException} when it is down. */
    public AdminService admin() {
        return alive().node().admin();
    }

    /**
     * A member as this node sees it, itself too; empty when it knows none of that name. Throws
     * {@link IllegalStateException} when it is down.
     */
    public Optional<MemberStatus> member(String name) {
        return admin().cluster().members().stream()
                .filter(status -> status.member().id().name().equals(name))
                .findFirst();
    }

    /** Writes a value. */
    public Call<WriteResult> put(Key key, String value) {
        return put(PutRequest.of(key, Bytes.utf8(value)));
    }

    /** Writes. */
    public Call<WriteResult> put(PutRequest request) {
        Call<WriteResult> call = new Call<>();
        client.put(request, call);
        return call;
    }

    /** Reads. */
    public Call<ReadResult> get(Key key) {
        return get(GetRequest.of(key));
    }

    /** Reads. */
    public Call<ReadResult> get(GetRequest request) {
        Call<ReadResult> call = new Call<>();
        client.get(request, call);
        return call;
    }

    /** Deletes. */
    public Call<WriteResult> delete(DeleteRequest request) {
        Call<WriteResult> call = new Call<>();
        client.delete(request, call);
        return call;
    }

    /** Reads a page of a bucket's keys. */
    public Call<ScanResult> scan(ScanRequest request) {
        Call<ScanResult> call = new Call<>();
        client.scan(request, call);
        return call;
    }

    /** What it told its operator, at most the last {@value #EVENTS_KEPT}. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    private Running alive() {
        return running.orElseThrow(() -> new IllegalStateException(id + " is down"));
    }

    /** Starts a process; throws what {@link NodeProvider#start} throws. */
    void start() {
        world.note(id + " starts");
        SimulatedProcess process = machine.start(this::told);
        running = Optional.of(new Running(process, provider.start(configuration, process)));
        client.nodeIsUp();
    }

    private void told(Event event) {
        world.note(id + " tells " + event.severity() + " " + event.message());
        if (events.size() == EVENTS_KEPT) {
            events.removeFirst();
        }
        events.addLast(event);
    }

    /** Stops as a server does on SIGTERM; virtual time passes while it drains. */
    void stop() {
        Running stopping = alive();
        world.note(id + " stops");
        stopping.node().close();
        if (running.filter(stopping::equals).isPresent()) {
            gone(stopping);
            machine.kill();
        }
    }

    void kill() {
        running.ifPresent(dying -> {
            world.note(id + " is killed");
            world.network().crash(id);
            machine.kill();
            gone(dying);
        });
    }

    void losePower() {
        running.ifPresent(dying -> {
            world.note(id + " loses power");
            world.network().powerOff(id);
            machine.losePower();
            gone(dying);
        });
    }

    void pause() {
        world.note(id + " is paused");
        alive().process().pause();
    }

    void resume() {
        running.filter(paused -> paused.process().isPaused())
                .ifPresent(paused -> {
                    world.note(id + " goes on");
                    paused.process().resume();
                });
    }

    /** A dead node is closed for its memory's sake; nobody but its old disk notices. */
    private void gone(Running dead) {
        running = Optional.empty();
        client.nodeIsDown();
        dead.node().close();
    }
}
