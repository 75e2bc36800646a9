package dev.cairn.gossip;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.gossip.heartbeat.HeartbeatConfig;
import dev.cairn.gossip.heartbeat.HeartbeatPlugin;
import dev.cairn.gossip.swim.SwimConfig;
import dev.cairn.gossip.swim.SwimPlugin;
import dev.cairn.testkit.sim.VirtualTime;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A cluster of detectors with the default settings, and what they said of each other. */
public final class Detectors {
    /** An opinion that changed. */
    public record Change(Duration at, NodeId observer, NodeId about, Liveness from, Liveness to) {}

    /** Which detector, as it ships. */
    public enum Kind {
        HEARTBEAT,
        SWIM;

        FailureDetector open(FailureDetector.Env env) {
            return switch (this) {
                case HEARTBEAT -> new HeartbeatPlugin().open(HeartbeatConfig.DEFAULTS, env);
                case SWIM -> new SwimPlugin().open(SwimConfig.DEFAULTS, env);
            };
        }
    }

    public final VirtualTime time = new VirtualTime();
    public final List<Change> changes = new ArrayList<>();
    public final Cluster<Node> cluster;
    public boolean keepOnlyDeaths;
    private final Kind kind;

    public Detectors(Kind kind, int size, long seed) {
        this.kind = kind;
        this.cluster = new Cluster<>(size, seed, time, Node::new);
    }

    /** A cluster whose members have met, and have gossiped for a while. */
    public static Detectors met(Kind kind, int size, long seed) {
        Detectors detectors = new Detectors(kind, size, seed);
        detectors.time.advance(Duration.ofSeconds(30));
        detectors.changes.clear();
        return detectors;
    }

    public Duration now() {
        return Duration.ofNanos(time.nanos());
    }

    public Liveness opinion(NodeId of, NodeId about) {
        return cluster.part(of).detector.liveness(about);
    }

    /** Whether all that run, but for the one it is about, hold that opinion. */
    public boolean all(NodeId about, Liveness opinion) {
        return cluster.running().stream()
                .filter(node -> !node.equals(about))
                .allMatch(node -> opinion(node, about) == opinion);
    }

    /** Whether all that run hold one another alive. */
    public boolean allAlive() {
        List<NodeId> running = cluster.running();
        return running.stream()
                .allMatch(about ->
                        running.stream().allMatch(of -> opinion(of, about) == Liveness.ALIVE));
    }

    /** The changes to {@code DEAD}. */
    public List<Change> deaths() {
        return changes.stream().filter(change -> change.to() == Liveness.DEAD).toList();
    }

    /** How long until all hold a member dead that is killed now; fails after {@code limit}. */
    public Duration timeToDeathEverywhere(NodeId victim, Duration limit) {
        Duration killed = now();
        cluster.kill(victim);
        int observers = cluster.running().size();
        changes.clear();
        keepOnlyDeaths = true;
        boolean dead = time.runUntil(() -> changes.size() >= observers, limit);
        if (!dead || !all(victim, Liveness.DEAD)) {
            throw new AssertionError(
                    victim + " is not dead everywhere after " + limit + ": " + changes.size());
        }
        return now().minus(killed);
    }

    /** Starts a second process under a name, with a data directory of its own. */
    public Node impostor(NodeId name, long storage) {
        Node impostor = new Node(name, 1, new SplittableRandom(storage), cluster.mail(name));
        impostor.storage = storage;
        cluster.start(name, impostor);
        return impostor;
    }

    /** One node's detector. */
    public final class Node implements Cluster.Part, FailureDetector.Env {
        public final FailureDetector detector;
        public final List<String> refusals = new ArrayList<>();
        private final NodeId self;
        private final long incarnation;
        private final RandomGenerator random;
        public Cluster.Mail mail;
        private long storage;

        Node(NodeId self, long incarnation, RandomGenerator random, Cluster.Mail mail) {
            this.self = self;
            this.incarnation = incarnation;
            this.random = random;
            this.mail = mail;
            this.storage = Long.parseLong(self.name().substring(1));
            this.detector = kind.open(this);
        }

        @Override
        public void members(List<Member> members) {
            detector.members(members);
        }

        @Override
        public void tick() {
            detector.tick();
        }

        @Override
        public void receive(NodeId from, byte[] message) {
            detector.receive(from, MemorySegment.ofArray(message));
        }

        @Override
        public Duration interval() {
            return detector.interval();
        }

        @Override
        public NodeId self() {
            return self;
        }

        @Override
        public long incarnation() {
            return incarnation;
        }

        @Override
        public ClusterId cluster() {
            return new ClusterId(7);
        }

        @Override
        public long storage() {
            return storage;
        }

        @Override
        public Clock clock() {
            return time.clock();
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public void send(NodeId to, MemorySegment message) {
            mail.send(to, message.toArray(ValueLayout.JAVA_BYTE));
        }

        @Override
        public void changed(NodeId node, Liveness from, Liveness to) {
            if (!keepOnlyDeaths || to == Liveness.DEAD) {
                changes.add(new Change(now(), self, node, from, to));
            }
        }

        @Override
        public void refused(NodeId node, long storage) {
            refusals.add(node + " from " + storage);
        }
    }
}
