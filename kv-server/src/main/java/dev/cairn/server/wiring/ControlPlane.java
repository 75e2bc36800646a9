package dev.cairn.server.wiring;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NextTopology;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.TopologyCodec;
import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.Machine;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.Replication.Freshness;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.server.config.BucketTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Membership, failure detection and dissemination on a lane of their own, so that no amount of data
 * traffic delays a heartbeat. {@link #receive}, {@link #asked} and {@link #facts} may be called on
 * any thread.
 */
public final class ControlPlane {
    /** The dissemination's name for the topology; its version is {@link Topology#version}. */
    private static final String TOPOLOGY = "topology";

    private static final Duration PUBLISH_EVERY = Duration.ofSeconds(2);
    private static final Duration LAST_CALL = Duration.ofSeconds(1);

    private final Env env;
    private final ClusterState cluster;
    private final Membership membership;
    private final FailureDetector detector;
    private final Dissemination dissemination;
    private final BucketRegister buckets;
    private volatile Map<NodeId, Facts> facts = Map.of();
    private Supplier<Facts> own = () -> Facts.NONE;
    private final AtomicBoolean askingForBuckets = new AtomicBoolean();
    private volatile boolean stopping;
    private volatile boolean stopped;

    /**
     * What it may use.
     *
     * @param self the node
     * @param incarnation grows with every start
     * @param lane where it runs
     * @param peers how it sends
     * @param clusterChanged told after each new topology
     * @param freshness how the data directory compares with what others have seen of it
     * @param random randomness, for that lane alone
     * @param events where it tells what happened
     */
    record Env(
            NodeId self,
            long incarnation,
            Lane lane,
            PeerLinks peers,
            Runnable clusterChanged,
            Supplier<Freshness> freshness,
            RandomGenerator random,
            EventSink events) {}

    /** Opens the state machines; nothing runs before {@link #start}. */
    ControlPlane(
            Env env,
            ClusterState cluster,
            Membership membership,
            BucketRegister buckets,
            Function<FailureDetector.Env, FailureDetector> detectors,
            Function<Dissemination.Env, Dissemination> disseminations) {
        this.env = env;
        this.cluster = cluster;
        this.membership = membership;
        this.buckets = buckets;
        this.detector = detectors.apply(new DetectorEnv());
        this.dissemination = disseminations.apply(new DisseminationEnv());
    }

    /** Starts all; {@code own} is asked now and then for what the node says of itself. */
    void start(Supplier<Facts> own) {
        env.lane()
                .execute(() -> {
                    this.own = own;
                    membership.topology().listen(this::follow);
                    follow(membership.topology().current());
                    every(membership.interval(), this::look);
                    every(membership.interval(), membership::tick);
                    buckets.start(this::tell);
                    every(detector.interval(), whileMember(detector::tick));
                    every(dissemination.interval(), whileMember(dissemination::tick));
                    every(PUBLISH_EVERY, this::exchangeFacts);
                });
    }

    /** The one place where a new topology reaches the parts of this node. */
    private void follow(Topology topology) {
        Standing before = cluster.standing();
        cluster.follow(topology);
        env.peers().follow(topology);
        env.clusterChanged().run();
        List<Member> there =
                topology.members().stream()
                        .filter(member -> member.state() != MemberState.LEFT)
                        .filter(member -> member.state() != MemberState.EVICTED)
                        .toList();
        detector.members(there);
        dissemination.members(there);
        dissemination.offer(TOPOLOGY, topology.version(), TopologyCodec.encode(topology));
        exchangeFacts();
        tell(before, cluster.standing());
    }

    /** A node whose data directory is an old copy falls silent, so that others go on without it. */
    private void look() {
        Standing before = cluster.standing();
        if (before != Standing.OUTDATED && env.freshness().get() == Freshness.OUTDATED) {
            cluster.outdated();
            tell(before, cluster.standing());
        }
    }

    private void tell(Standing before, Standing now) {
        if (before != now && !now.speaks()) {
            env.events().emit(new Event.Note(Event.Severity.WARNING, now.reason()));
        }
    }

    private void tell(BucketTable table) {
        env.clusterChanged().run();
        if (table.version() > 0) {
            dissemination.offer(BucketRegister.NAME, table.version(), BucketRegister.encode(table));
        }
    }

    private Runnable whileMember(Runnable task) {
        return () -> {
            if (cluster.standing().speaks()) {
                task.run();
            }
        };
    }

    /** A frame of a node of this cluster; lost when the control lane is overrun. */
    void receive(NodeId from, int kind, MemorySegment payload) {
        onLane(
                from,
                payload,
                copy -> {
                    switch (kind) {
                        case FrameKinds.MEMBERSHIP, FrameKinds.REGISTERS ->
                                membership.receive(from, kind, copy);
                        case FrameKinds.DETECTOR ->
                                whileMember(() -> detector.receive(from, copy)).run();
                        default -> whileMember(() -> dissemination.receive(from, copy)).run();
                    }
                });
    }

    /** A frame of a node that wants to join; the answer goes back the way it came. */
    void asked(Transport.Link from, MemorySegment payload) {
        onLane(from.peer(), payload, copy -> membership.asked(copy, from::offer));
    }

    private void onLane(NodeId from, MemorySegment payload, Consumer<MemorySegment> task) {
        MemorySegment copy = MemorySegment.ofArray(payload.toArray(ValueLayout.JAVA_BYTE));
        try {
            env.lane()
                    .execute(() -> {
                        try {
                            task.accept(copy);
                        } catch (MalformedException strange) {
                            warn(
                                    "a malformed message of "
                                            + from
                                            + " was dropped: "
                                            + strange.getMessage());
                        }
                    });
        } catch (RejectedExecutionException overrunOrClosing) {
            warn("a message of " + from + " to the control lane was dropped");
        }
    }

    private void warn(String sentence) {
        env.events().emit(new Event.Note(Event.Severity.WARNING, sentence));
    }

    /** A peer was heard to go by a newer topology. */
    void behind(NodeId peer) {
        env.lane().execute(() -> membership.behind(peer));
    }

    /** A peer was heard to go by newer properties of a bucket. */
    void bucketsBehind() {
        if (!askingForBuckets.getAndSet(true)) {
            env.lane()
                    .execute(() -> {
                        askingForBuckets.set(false);
                        buckets.refresh();
                    });
        }
    }

    /** Runs a task on the control lane; its answer gets {@code OVERLOADED} when it cannot. */
    void run(Runnable task, Answer<?> answer) {
        try {
            env.lane().execute(task);
        } catch (RejectedExecutionException overrunOrClosing) {
            answer.failed(KvError.of(ErrorCode.OVERLOADED, "the control lane takes nothing more"));
        }
    }

    /** What a member last said of itself, by the directory on which it is listed. */
    public Facts facts(NodeId node) {
        Facts said = facts.getOrDefault(node, Facts.NONE);
        return cluster.get()
                .topology()
                .member(node)
                .map(Member::storage)
                .map(said::of)
                .orElse(said);
    }

    /** Takes a step of the topology; the answer comes on the control lane. */
    public void step(Function<NextTopology, Topology> step, Answer<Topology> answer) {
        run(() -> membership.step(step, answer), answer);
    }

    /** Goes on without a member though no majority lives; the answer comes on the control lane. */
    void force(NodeId lost, Answer<Topology> answer) {
        run(() -> membership.force(lost, answer), answer);
    }

    /** Nothing runs any more once this has returned; waits for what runs now. */
    void stop(Machine machine) {
        stopping = true;
        env.lane()
                .execute(() -> {
                    membership.close();
                    stopped = true;
                });
        machine.await(() -> stopped, LAST_CALL);
    }

    private void every(Duration interval, Runnable task) {
        if (stopping) {
            return;
        }
        try {
            task.run();
        } finally {
            env.lane().after(interval, () -> every(interval, task));
        }
    }

    /** Also with every topology, which may be what shows that the disk was lost. */
    private void exchangeFacts() {
        Facts present = own.get();
        dissemination.publish(Facts.NAME, present.encoded());
        Map<NodeId, Facts> known = new HashMap<>();
        for (Member member : cluster.get().topology().members()) {
            dissemination
                    .fact(member.id(), Facts.NAME)
                    .map(Facts::decode)
                    .ifPresent(said -> known.put(member.id(), said));
        }
        known.put(env.self(), present);
        facts = Map.copyOf(known);
        Set<NodeId> draining = new HashSet<>();
        known.forEach((node, said) -> {
            if (said.draining()) {
                draining.add(node);
            }
        });
        cluster.draining(draining);
    }

    /** Tells the others at once what this node says of itself. */
    void publish() {
        env.lane().execute(this::exchangeFacts);
    }

    private void send(int kind, NodeId to, MemorySegment message) {
        env.peers().send(to, Transport.Frame.of(kind, message));
    }

    private final class DetectorEnv implements FailureDetector.Env {
        @Override
        public NodeId self() {
            return env.self();
        }

        @Override
        public long incarnation() {
            return env.incarnation();
        }

        @Override
        public Clock clock() {
            return env.lane().clock();
        }

        @Override
        public RandomGenerator random() {
            return env.random();
        }

        @Override
        public void send(NodeId to, MemorySegment message) {
            ControlPlane.this.send(FrameKinds.DETECTOR, to, message);
        }

        @Override
        public void changed(NodeId node, Liveness from, Liveness to) {
            cluster.liveness(node, to);
            env.events().emit(new Event.LivenessChanged(node, from, to));
        }
    }

    private final class DisseminationEnv implements Dissemination.Env {
        @Override
        public NodeId self() {
            return env.self();
        }

        @Override
        public long incarnation() {
            return env.incarnation();
        }

        @Override
        public RandomGenerator random() {
            return env.random();
        }

        @Override
        public void send(NodeId to, MemorySegment message) {
            ControlPlane.this.send(FrameKinds.DISSEMINATION, to, message);
        }

        @Override
        public void learned(Dissemination.Value value) {
            if (value.name().equals(TOPOLOGY)) {
                membership.topology().learn(TopologyCodec.decode(value.content()));
            } else if (value.name().equals(BucketRegister.NAME)) {
                buckets.learn(BucketRegister.decode(value.content()));
            }
        }
    }
}
