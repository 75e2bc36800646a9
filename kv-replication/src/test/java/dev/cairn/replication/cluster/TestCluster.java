package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.Explanation;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.Replication;
import dev.cairn.replication.ReplicationConfig;
import dev.cairn.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Nodes n1, n2, … of this module over one network and one time; every choice follows from a seed.
 */
public final class TestCluster {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Simulation world;
    private final TestNetwork network;
    private final Topology founding;
    private final Map<NodeId, Topology> adopted = new HashMap<>();
    private final Map<Topology, RankedOwners> owners = new HashMap<>();
    private final Map<NodeId, TestNode> nodes = new LinkedHashMap<>();
    private final Map<String, BucketProperties> buckets = new HashMap<>();
    private final Map<String, ConflictResolver> resolvers = new HashMap<>(TestNode.RESOLVERS);
    private final Set<String> closed = new HashSet<>();
    private final Set<NodeId> dead = new HashSet<>();
    private final Set<NodeId> muted = new HashSet<>();
    private final Map<NodeId, ClusterView> views = new HashMap<>();
    private final List<String> events = new ArrayList<>();
    private final Settings settings;

    /**
     * How its nodes are made.
     *
     * @param ranked whether owners are drawn by rank, so that they change little with the members;
     *     else all own slices in turn
     * @param writesBoth whether writes go to both rings of a change
     */
    public record Settings(
            int lanes,
            double blockingReads,
            boolean acknowledgesEarly,
            ReplicationConfig config,
            boolean ranked,
            boolean writesBoth) {
        public static final Settings DEFAULT =
                new Settings(1, 0, false, ReplicationConfig.DEFAULT, false, true);

        public Settings withLanes(int count) {
            return new Settings(
                    count, blockingReads, acknowledgesEarly, config, ranked, writesBoth);
        }

        public Settings withBlockingReads(double share) {
            return new Settings(lanes, share, acknowledgesEarly, config, ranked, writesBoth);
        }

        /** Engines acknowledge what is in the kernel only. */
        public Settings acknowledgingEarly() {
            return new Settings(lanes, blockingReads, true, config, ranked, writesBoth);
        }

        public Settings with(ReplicationConfig changed) {
            return new Settings(
                    lanes, blockingReads, acknowledgesEarly, changed, ranked, writesBoth);
        }

        /** Owners change with the topology. */
        public Settings byRank() {
            return new Settings(lanes, blockingReads, acknowledgesEarly, config, true, writesBoth);
        }

        /** Mutation: a change's other ring is not written. */
        public Settings writingOneRing() {
            return new Settings(lanes, blockingReads, acknowledgesEarly, config, ranked, false);
        }
    }

    public TestCluster(long seed, int size, Settings settings) {
        this(seed, size, size, settings);
    }

    /** So many nodes, of which the first are members. */
    public TestCluster(long seed, int size, int founders, Settings settings) {
        this.world = new Simulation(seed);
        this.network = new TestNetwork(world, this);
        this.settings = settings;
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= founders; i++) {
            members.add(member(i));
        }
        this.founding = new Topology(new ClusterId(1), 1, members);
        for (int i = 1; i <= size; i++) {
            nodes.put(n(i), new TestNode(this, n(i), world.random("n" + i)));
        }
    }

    /** The node as a member that owns. */
    public static Member member(int number) {
        Address address = new Address("n" + number, 4700);
        return new Member(n(number), number, address, Zone.DEFAULT, 1, MemberState.ACTIVE);
    }

    /** The node as a member on the data directory that it has now. */
    Member listed(int number) {
        return member(number).on(node(number).storage());
    }

    /** What a node goes by. */
    public Topology topologyOf(NodeId node) {
        return adopted.getOrDefault(node, founding);
    }

    /** The node goes by this topology from now on, if it is newer, over restarts too. */
    public void adopt(NodeId node, Topology topology) {
        if (topology.isNewerThan(topologyOf(node))) {
            adopted.put(node, topology);
            views.remove(node);
            node(node).onLane(Replication::clusterChanged);
        }
    }

    public void adopt(int number, Topology topology) {
        adopt(n(number), topology);
    }

    /** A node heard that a peer goes by a newer topology, and asks it a little later. */
    void behind(NodeId node, NodeId peer) {
        world.time()
                .schedule(
                        Duration.ofMillis(2),
                        () -> {
                            boolean hears = node(node).isUp() && !muted.contains(node);
                            if (hears && network.isOpen(peer, node)) {
                                adopt(node, topologyOf(peer));
                            }
                        });
    }

    /** The node asks nobody for newer topologies. */
    void mute(int number) {
        muted.add(n(number));
    }

    /** All members are in these zones from now on. */
    void place(IntFunction<Zone> zones) {
        Topology before = topologyOf(n(1));
        List<Member> placed = new ArrayList<>();
        for (Member member : before.members()) {
            int number = Integer.parseInt(member.id().name().substring(1));
            Zone zone = zones.apply(number);
            placed.add(
                    new Member(
                            member.id(),
                            member.storage(),
                            member.address(),
                            zone,
                            member.weight(),
                            member.state()));
        }
        Topology after = new Topology(before.cluster(), before.epoch() + 1, placed);
        nodes.keySet().forEach(node -> adopt(node, after));
    }

    /** Who owns what by rank in a topology without a change. */
    RankedOwners owners(Topology topology) {
        return owners.computeIfAbsent(topology, RankedOwners::new);
    }

    public static TestCluster of(int size) {
        return new TestCluster(1, size, Settings.DEFAULT);
    }

    public static NodeId n(int number) {
        return new NodeId("n" + number);
    }

    /** A key of the default bucket whose first owner is {@code n<first>}. */
    public Key keyOwnedBy(int first) {
        for (int i = 0; ; i++) {
            Key key = new Key("default", Bytes.utf8("k" + i));
            if (owners(key).getFirst().equals(n(first))) {
                return key;
            }
        }
    }

    public List<NodeId> owners(Key key) {
        int slice = dev.cairn.api.cluster.Slices.of(partitioner().token(key));
        return viewOf(n(1)).preference(slice, bucket(key.bucket()).n()).owners();
    }

    public void set(String bucket, BucketProperties properties) {
        buckets.put(bucket, properties);
        views.clear();
    }

    /** All nodes resolve so from now on. */
    void resolve(String name, ConflictResolver resolver) {
        resolvers.put(name, resolver);
    }

    Map<String, ConflictResolver> resolvers() {
        return resolvers;
    }

    /** The bucket takes no writes from now on, or again. */
    void close(String bucket, boolean isClosed) {
        if (isClosed) {
            closed.add(bucket);
        } else {
            closed.remove(bucket);
        }
        nodes.values().forEach(node -> node.onLane(Replication::clusterChanged));
    }

    public Simulation world() {
        return world;
    }

    public TestNode node(NodeId id) {
        return nodes.get(id);
    }

    public TestNode node(int number) {
        return node(n(number));
    }

    public List<TestNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /** What the nodes told their operators. */
    public List<String> events() {
        return events;
    }

    void told(NodeId node, Event event) {
        events.add(node + ": " + event.message());
    }

    /** All detectors take the node for dead, or no longer. */
    public void takeForDead(int number, boolean isDead) {
        views.clear();
        if (isDead) {
            dead.add(n(number));
        } else {
            dead.remove(n(number));
        }
    }

    public void cut(int a, int b) {
        network.cut(n(a), n(b));
    }

    public void deafen(int from, int to) {
        network.deafen(n(from), n(to));
    }

    public void heal() {
        network.heal();
        nodes.keySet().stream().filter(id -> !node(id).isUp()).forEach(this::isolate);
    }

    /** These two see each other again. */
    void heal(int a, int b) {
        network.heal(n(a), n(b));
    }

    void isolate(NodeId id) {
        nodes.keySet().stream()
                .filter(other -> !other.equals(id))
                .forEach(other -> network.cut(id, other));
    }

    void rejoin(NodeId id) {
        nodes.keySet().stream()
                .filter(other -> node(other).isUp())
                .forEach(other -> network.heal(id, other));
    }

    /**
     * The node is down and its disk lost: the cluster takes it back on an empty one. It goes by
     * that before it starts again, as do {@code others}.
     */
    void takeBackEmpty(int number, int... others) {
        TestNode node = node(number);
        if (node.isUp()) {
            node.kill();
        }
        node.loseDisk();
        Topology takenBack = newestTopology().next().takeBack(node.id(), node.storage());
        adopt(node.id(), takenBack);
        for (int other : others) {
            adopt(other, takenBack);
        }
    }

    private Topology newestTopology() {
        Topology newest = founding;
        for (Topology known : adopted.values()) {
            newest = known.isNewerThan(newest) ? known : newest;
        }
        return newest;
    }

    /** All go by the newest topology that anybody goes by. */
    void adoptNewest() {
        Topology newest = newestTopology();
        nodes.keySet().forEach(node -> adopt(node, newest));
    }

    public TestNetwork network() {
        return network;
    }

    public Call<WriteResult> startPut(int through, PutRequest request) {
        Call<WriteResult> call = new Call<>();
        node(through).onLane(replication -> replication.keyValues().put(request, call));
        return call;
    }

    public Call<WriteResult> startDelete(int through, DeleteRequest request) {
        Call<WriteResult> call = new Call<>();
        node(through).onLane(replication -> replication.keyValues().delete(request, call));
        return call;
    }

    public Call<OperationResult> startResolve(int through, OperationRequest request) {
        Call<OperationResult> call = new Call<>();
        node(through).onLane(replication -> replication.keyValues().resolve(request, call));
        return call;
    }

    public Call<ReadResult> startGet(int through, GetRequest request) {
        Call<ReadResult> call = new Call<>();
        node(through).onLane(replication -> replication.keyValues().get(request, call));
        return call;
    }

    public Call<ScanResult> startScan(int through, ScanRequest request) {
        Call<ScanResult> call = new Call<>();
        node(through).onLane(replication -> replication.keyValues().scan(request, call));
        return call;
    }

    public <T> Call<T> await(Call<T> call) {
        assertThat(world.time().runUntil(call::isDone, PATIENCE))
                .as("the request is answered")
                .isTrue();
        return call;
    }

    public WriteResult put(int through, Key key, String value) {
        return put(through, key, value, Optional.empty());
    }

    public WriteResult put(int through, Key key, String value, Context context) {
        return put(through, key, value, Optional.of(context));
    }

    private WriteResult put(int through, Key key, String value, Optional<Context> context) {
        return await(startPut(through, request(key, value, context))).result();
    }

    public static PutRequest request(Key key, String value, Optional<Context> context) {
        return new PutRequest(
                key,
                Bytes.utf8(value),
                context,
                Optional.empty(),
                Optional.empty(),
                RequestOptions.DEFAULT);
    }

    public ReadResult get(int through, Key key) {
        return await(startGet(through, new GetRequest(key, RequestOptions.DEFAULT))).result();
    }

    /** The values a read finds. */
    public static List<String> values(ReadResult read) {
        return read.siblings().stream().map(sibling -> sibling.value().utf8()).toList();
    }

    public Explanation explain(int through, Key key) {
        Call<Explanation> call = new Call<>();
        node(through).onLane(replication -> replication.explain(key, call));
        return await(call).result();
    }

    /** Lets all that is under way come to its end. */
    public void settle() {
        world.time().advance(Duration.ofSeconds(5));
    }

    ClusterView viewOf(NodeId self) {
        return views.computeIfAbsent(self, this::newView);
    }

    private ClusterView newView(NodeId self) {
        Set<NodeId> others = new HashSet<>(dead);
        others.remove(self);
        Topology topology = topologyOf(self);
        return settings.ranked()
                ? new RankedView(
                        topology,
                        this::owners,
                        others,
                        this::bucket,
                        copies(),
                        settings.writesBoth())
                : new TestView(topology, others, this::bucket, closed);
    }

    /** All kinds of buckets, by their numbers of copies. */
    List<Copies> copies() {
        Map<Integer, Copies> kinds = new HashMap<>();
        kinds.put(3, new Copies(3, 2));
        for (BucketProperties bucket : buckets.values()) {
            boolean registers = bucket.mode() == BucketProperties.Mode.LINEARIZABLE;
            kinds.merge(
                    bucket.n(),
                    new Copies(bucket.n(), bucket.n() / 2 + 1, registers),
                    (one, other) -> one.registers() ? one : other);
        }
        return List.copyOf(kinds.values());
    }

    BucketProperties bucket(String name) {
        return buckets.getOrDefault(name, BucketProperties.DEFAULT);
    }

    Settings settings() {
        return settings;
    }

    ReplicationConfig config() {
        return settings.config();
    }

    Duration requestTimeout() {
        return Duration.ofSeconds(2);
    }

    Partitioner partitioner() {
        return new Partitioner() {
            @Override
            public long token(Key key) {
                return (key.bytes().hashCode() * 31L + key.bucket().hashCode())
                        * 0x9e3779b97f4a7c15L;
            }

            @Override
            public TokenRing ring(Topology members) {
                throw new UnsupportedOperationException("owners come from the view");
            }
        };
    }
}
