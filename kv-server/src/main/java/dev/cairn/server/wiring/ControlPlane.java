package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.Machine;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.Transport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Failure detection and dissemination on a lane of their own, so that no amount of data traffic
 * delays a heartbeat. {@link #receive} and {@link #facts} may be called on any thread.
 */
public final class ControlPlane {
    private static final Duration PUBLISH_EVERY = Duration.ofSeconds(2);
    private static final Duration LAST_CALL = Duration.ofSeconds(1);

    private final Env env;
    private final ClusterState cluster;
    private final FailureDetector detector;
    private final Dissemination dissemination;
    private volatile Map<NodeId, Facts> facts = Map.of();
    private volatile boolean stopping;
    private volatile boolean stopped;

    /**
     * What it may use.
     *
     * @param self the node
     * @param incarnation grows with every start
     * @param members all members
     * @param lane where it runs
     * @param peers how it sends
     * @param random randomness, for that lane alone
     * @param events where it tells what happened
     */
    record Env(
            NodeId self,
            long incarnation,
            List<Member> members,
            Lane lane,
            Replication.Peers peers,
            RandomGenerator random,
            EventSink events) {}

    /** Opens both state machines; nothing runs before {@link #start}. */
    ControlPlane(
            Env env,
            ClusterState cluster,
            Function<FailureDetector.Env, FailureDetector> detectors,
            Function<Dissemination.Env, Dissemination> disseminations) {
        this.env = env;
        this.cluster = cluster;
        this.detector = detectors.apply(new DetectorEnv());
        this.dissemination = disseminations.apply(new DisseminationEnv());
    }

    /** Starts both; {@code own} is asked now and then for what the node says of itself. */
    void start(Supplier<Facts> own) {
        env.lane()
                .execute(() -> {
                    detector.members(env.members());
                    dissemination.members(env.members());
                    every(detector.interval(), detector::tick);
                    every(dissemination.interval(), dissemination::tick);
                    every(PUBLISH_EVERY, () -> exchangeFacts(own.get()));
                });
    }

    /** A peer's frame of kind DETECTOR or DISSEMINATION; lost when the control lane is overrun. */
    void receive(NodeId from, int kind, MemorySegment payload) {
        MemorySegment copy = MemorySegment.ofArray(payload.toArray(ValueLayout.JAVA_BYTE));
        try {
            env.lane()
                    .execute(() -> {
                        if (kind == FrameKinds.DETECTOR) {
                            detector.receive(from, copy);
                        } else {
                            dissemination.receive(from, copy);
                        }
                    });
        } catch (RejectedExecutionException overrunOrClosing) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.WARNING,
                                    "a heartbeat of " + from + " was dropped"));
        }
    }

    /** What a member last said of itself. */
    public Facts facts(NodeId node) {
        return facts.getOrDefault(node, Facts.NONE);
    }

    /** Nothing runs any more once this has returned; waits for what runs now. */
    void stop(Machine machine) {
        stopping = true;
        env.lane().execute(() -> stopped = true);
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

    private void exchangeFacts(Facts own) {
        dissemination.publish(Facts.NAME, own.encoded());
        Map<NodeId, Facts> known = new HashMap<>();
        for (Member member : env.members()) {
            dissemination
                    .fact(member.id(), Facts.NAME)
                    .map(Facts::decode)
                    .ifPresent(said -> known.put(member.id(), said));
        }
        known.put(env.self(), own);
        facts = Map.copyOf(known);
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
    }
}
