package dev.cairn.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Membership.Ownership;
import dev.cairn.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A cluster of the rooms {@code paxos} and {@code topology} in virtual time, with a network and
 * disks that fail. It notes every topology that any node ever shows, and fails when two differ.
 */
final class World {
    static final ClusterId CLUSTER = new ClusterId(0xca1);

    private final Simulation simulation;
    private final WorldNetwork network;
    private final RandomGenerator random;
    private final Mutation mutation;
    private final Map<NodeId, WorldNode> nodes = new LinkedHashMap<>();
    private final Map<Long, Topology> byVersion = new TreeMap<>();
    private final Map<NodeId, Topology> lastShown = new HashMap<>();
    private final Map<List<NodeId>, PreferenceTable> tables = new HashMap<>();
    private final Set<NodeId> fetched = new HashSet<>();
    private final Set<NodeId> dead = new HashSet<>();
    private final List<Runnable> held = new ArrayList<>();
    private Duration evictAfter = Duration.ZERO;
    private boolean holding;
    private final List<String> disagreements = new ArrayList<>();

    World(long seed) {
        this(seed, Mutation.NONE);
    }

    World(long seed, Mutation mutation) {
        this.simulation = new Simulation(seed);
        this.network = new WorldNetwork(simulation);
        this.random = simulation.random("world");
        this.mutation = mutation;
    }

    Simulation simulation() {
        return simulation;
    }

    WorldNetwork network() {
        return network;
    }

    RandomGenerator random() {
        return random;
    }

    Mutation mutation() {
        return mutation;
    }

    WorldNode node(String name) {
        NodeId id = new NodeId(name);
        return nodes.computeIfAbsent(
                id, same -> new WorldNode(this, same, simulation.random("disk of " + same)));
    }

    List<WorldNode> nodes() {
        return List.copyOf(nodes.values());
    }

    List<WorldNode> up() {
        return nodes().stream().filter(WorldNode::isUp).toList();
    }

    /** The running nodes that have a topology. */
    List<WorldNode> members() {
        return nodes().stream().filter(WorldNode::isMember).toList();
    }

    /** Whether all that run go by one topology in which nothing is left to do. */
    boolean isSettled() {
        List<Topology> all = members().stream().map(node -> node.store().current()).toList();
        Topology one = all.getFirst();
        return up().size() == all.size()
                && all.stream().allMatch(one::equals)
                && one.change().isEmpty()
                && one.voters().former().isEmpty()
                && one.members().stream().allMatch(member -> isAtRest(member.state()));
    }

    private static boolean isAtRest(MemberState state) {
        return state != MemberState.JOINING && state != MemberState.LEAVING;
    }

    /** The first topology of n1 to n{@code count}, with storage ids when {@code seen}. */
    Topology founding(int count, boolean seen) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Member member = node("n" + i).member(MemberState.ACTIVE);
            members.add(seen ? member : member.on(0));
        }
        return Topology.founding(CLUSTER, members);
    }

    void carry(NodeId from, NodeId to, Consumer<WorldNode> arrival) {
        network.send(
                from,
                to,
                () -> {
                    WorldNode target = nodes.get(to);
                    if (target != null) {
                        arrival.accept(target);
                    }
                });
    }

    void send(NodeId from, NodeId to, MembershipMessage message) {
        byte[] bytes = MembershipCodec.encode(message).toByteArray();
        carry(
                from,
                to,
                target ->
                        target.receive(
                                from,
                                MembershipCodec.decode(
                                        java.lang.foreign.MemorySegment.ofArray(bytes))));
    }

    /** A node shows a topology: of one version there is one, and no node goes back. */
    void shown(NodeId node, Topology topology) {
        long version = topology.version();
        Topology known = byVersion.putIfAbsent(version, topology);
        if (known != null && !known.equals(topology)) {
            disagreements.add(node + " shows " + topology + " where another showed " + known);
        }
        Topology before = lastShown.put(node, topology);
        if (before != null && before.isNewerThan(topology)) {
            disagreements.add(node + " goes back to " + topology + " from " + before);
        }
    }

    /** What a node whose disk is lost has shown is no measure for it any more. */
    void forget(NodeId node) {
        lastShown.remove(node);
    }

    /** Every topology that was ever shown, by epoch. */
    Map<Long, Topology> shown() {
        return byVersion;
    }

    List<String> disagreements() {
        return disagreements;
    }

    void assertAgreed() {
        assertThat(disagreements).isEmpty();
        List<Topology> all = List.copyOf(byVersion.values());
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).epoch()).isGreaterThan(all.get(i - 1).epoch());
        }
    }

    /** How long a member is dead before it is evicted. */
    void evictsAfter(Duration patience) {
        evictAfter = patience;
    }

    Duration evictAfter() {
        return evictAfter;
    }

    /** From now on all hold a node alive again. */
    void declareAlive(NodeId node) {
        dead.remove(node);
    }

    /** From now on all hold a node dead. */
    void declareDead(NodeId node) {
        dead.add(node);
    }

    Liveness opinion(NodeId about) {
        return dead.contains(about) ? Liveness.DEAD : Liveness.ALIVE;
    }

    /** Three copies, two of them for a write, on a circle of the owners. */
    Ownership ownership() {
        return new Ownership() {
            @Override
            public List<Copies> copies() {
                return List.of(new Copies(3, 2));
            }

            @Override
            public Member drawTokens(Topology topology, Member newcomer) {
                return newcomer;
            }

            @Override
            public boolean mayChangeUnasked() {
                return true;
            }

            @Override
            public Member inherit(Member heir, Member gone) {
                return heir.with(gone.tokens());
            }

            @Override
            public PreferenceTable owners(Topology topology, int replicas) {
                List<NodeId> owners = topology.owners().stream().map(Member::id).toList();
                return tables.computeIfAbsent(owners, same -> table(owners, replicas));
            }

            private PreferenceTable table(List<NodeId> owners, int replicas) {
                int n = Math.min(replicas, owners.size());
                List<PreferenceList> lists = new ArrayList<>();
                for (int first = 0; first < owners.size(); first++) {
                    List<NodeId> list = new ArrayList<>();
                    for (int i = 0; i < n; i++) {
                        list.add(owners.get((first + i) % owners.size()));
                    }
                    lists.add(new PreferenceList(list, n));
                }
                return PreferenceTable.build(
                        slice -> lists.get((int) ((long) slice * lists.size() / Slices.COUNT)));
            }
        };
    }

    /** A transfer that takes a while, or waits to be released. */
    void fetch(NodeId node, Topology topology, Lane lane, Runnable arrived) {
        fetched.add(node);
        Runnable arrival = () -> lane.execute(arrived);
        if (holding) {
            held.add(arrival);
        } else {
            lane.after(Duration.ofMillis(50 + random.nextInt(500)), arrival);
        }
    }

    /** From now on nothing arrives. */
    void holdTransfers() {
        holding = true;
    }

    void releaseTransfers() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    /** Who was told to fetch. */
    Set<NodeId> fetched() {
        return fetched;
    }

    /** Ticks the membership of every running node, now and for ever. */
    void tickAll() {
        for (WorldNode node : members()) {
            node.lane().execute(() -> node.driver().tick());
        }
        simulation.time().schedule(TopologyDriver.INTERVAL, this::tickAll);
    }
}
