package dev.cairn.replication.topology;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.event.EventSink;
import dev.cairn.replication.paxos.CellFile;
import dev.cairn.replication.paxos.CellStore;
import dev.cairn.replication.paxos.Configuration;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.PaxosMessageCodec;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualLane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** One process on one disk: the production code of both rooms, and nothing else. */
final class WorldNode {
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final World world;
    private final NodeId id;
    private final RandomGenerator random;
    private SimulatedDirectory disk = new SimulatedDirectory();
    private long storage;
    private boolean fresh = true;
    private Optional<Process> process = Optional.empty();
    private Optional<Outsider> outsider = Optional.empty();
    private int starts;
    private int declines;

    /** What dies in a crash. */
    private final class Process {
        final VirtualLane lane = world.simulation().lanes(1).getFirst();
        final RegisterTopologyStore store;
        final PlainRegisters registers;
        final TopologyDriver driver;
        final Map<String, Long> asked = new HashMap<>();

        Process(Topology founding) {
            CellStore cells;
            try {
                cells = CellFile.open(disk, storage, fresh, lane, disks(), EventSink.NONE);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            fresh = false;
            RandomGenerator own = world.simulation().random(id + "/" + starts);
            store =
                    new RegisterTopologyStore(
                            lane,
                            storage,
                            new MutatedCells(cells, lane, world.mutation()),
                            founding,
                            own,
                            this::send,
                            TIMEOUT);
            registers =
                    world.mutation() == Mutation.ONE_MAJORITY
                            ? new PlainRegisters(store, lane, TIMEOUT, WorldNode::presentOnly)
                            : new PlainRegisters(store, lane, TIMEOUT);
            driver =
                    new TopologyDriver(
                            member(MemberState.ACTIVE),
                            store,
                            new TopologyDriver.Env(
                                    lane,
                                    world.evictAfter(),
                                    world.ownership(),
                                    (topology, arrived) -> world.fetch(id, topology, lane, arrived),
                                    world::opinion,
                                    own,
                                    EventSink.NONE,
                                    (to, message) -> world.send(id, to, message)));
            store.listen(topology -> world.shown(id, topology));
            driver.start();
            world.shown(id, store.current());
        }

        private Executor disks() {
            return task -> lane.after(Duration.ofNanos(100_000L + random.nextInt(3_000_000)), task);
        }

        private void send(NodeId to, PaxosMessage message) {
            PaxosMessage sent = message;
            if (world.mutation() == Mutation.ANY_STORAGE
                    && message instanceof PaxosMessage.Answer) {
                sent = Disguise.as(message, asked.getOrDefault(to + "/" + message.request(), 0L));
            }
            Bytes bytes = PaxosMessageCodec.encode(sent);
            world.carry(id, to, target -> target.receive(id, bytes));
        }

        void receive(NodeId from, Bytes bytes) {
            PaxosMessage message = PaxosMessageCodec.decode(bytes.segment());
            if (world.mutation() == Mutation.ANY_STORAGE
                    && message instanceof PaxosMessage.Request) {
                asked.put(from + "/" + message.request(), message.storage());
                message = Disguise.as(message, 0);
            }
            PaxosMessage taken = message;
            lane.execute(() -> store.receive(from, taken));
        }
    }

    /** A process that is no member yet. */
    private final class Outsider {
        final VirtualLane lane = world.simulation().lanes(1).getFirst();
        final Joining joining;

        Outsider(List<NodeId> seeds, Optional<NodeId> replaces) {
            this.joining =
                    new Joining(
                            lane,
                            member(MemberState.JOINING),
                            replaces,
                            random,
                            new Joining.Host() {
                                @Override
                                public void toSeeds(MembershipMessage message) {
                                    seeds.forEach(seed -> world.send(id, seed, message));
                                }

                                @Override
                                public void joined(Topology topology) {
                                    outsider = Optional.empty();
                                    start(topology);
                                }

                                @Override
                                public void declined(String why) {
                                    declines++;
                                }
                            });
            joining.start();
        }
    }

    private static Configuration presentOnly(Topology topology) {
        return Configuration.majorities(
                TopologyChain.plain(topology).number(), List.of(topology.voters().present()));
    }

    WorldNode(World world, NodeId id, RandomGenerator random) {
        this.world = world;
        this.id = id;
        this.random = random;
        this.storage = 1 + random.nextLong(Long.MAX_VALUE - 1);
    }

    NodeId id() {
        return id;
    }

    long storage() {
        return storage;
    }

    /** Gives it a disk of that id before its first start. */
    void hasStorage(long id) {
        storage = id;
    }

    Member member(MemberState state) {
        int number = Integer.parseInt(id.name().substring(1));
        Zone zone = new Zone("dc1", "r" + number % 3);
        return new Member(id, storage, new Address("h", number), zone, 100, state);
    }

    boolean isUp() {
        return process.isPresent() || outsider.isPresent();
    }

    /** Whether it runs and has a topology. */
    boolean isMember() {
        return process.isPresent();
    }

    int declines() {
        return declines;
    }

    /** Starts with an empty disk, and asks the seeds. */
    void join(List<NodeId> seeds) {
        outsider = Optional.of(new Outsider(seeds, Optional.empty()));
    }

    /** As {@link #join}, in the place of a dead member. */
    void replace(NodeId lost, List<NodeId> seeds) {
        outsider = Optional.of(new Outsider(seeds, Optional.of(lost)));
    }

    void start(Topology founding) {
        starts++;
        process = Optional.of(new Process(founding));
    }

    /** The process dies; with {@code powerLoss} the machine does. */
    void crash(boolean powerLoss) {
        process.ifPresent(dying -> dying.lane.kill());
        outsider.ifPresent(dying -> dying.lane.kill());
        process = Optional.empty();
        outsider = Optional.empty();
        disk = powerLoss ? disk.afterPowerLoss(random) : disk.afterProcessDeath();
    }

    /** The disk is lost, and with it the node's identity as a voter. */
    void wipe() {
        crash(false);
        disk = new SimulatedDirectory();
        storage = 1 + random.nextLong(Long.MAX_VALUE - 1);
        fresh = true;
        world.forget(id);
    }

    /** Only the registers are lost; the data directory keeps its id. */
    void loseRegisters() {
        crash(false);
        disk = new SimulatedDirectory();
        fresh = false;
        world.forget(id);
    }

    RegisterTopologyStore store() {
        return process.orElseThrow().store;
    }

    PlainRegisters registers() {
        return process.orElseThrow().registers;
    }

    TopologyDriver driver() {
        return process.orElseThrow().driver;
    }

    VirtualLane lane() {
        return process.orElseThrow().lane;
    }

    void receive(NodeId from, Bytes paxos) {
        process.ifPresent(running -> running.receive(from, paxos));
    }

    void receive(NodeId from, MembershipMessage message) {
        process.ifPresent(
                running -> running.lane.execute(() -> running.driver.receive(from, message)));
        outsider.ifPresent(asking -> asking.lane.execute(() -> asking.joining.receive(message)));
    }
}
