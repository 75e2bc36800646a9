package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.gossip.Cluster;
import dev.cairn.testkit.sim.VirtualTime;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A cluster of heartbeat detectors with the default settings, and what they said of each other. */
final class Detectors {
    /** An opinion that changed. */
    record Change(Duration at, NodeId observer, NodeId about, Liveness from, Liveness to) {}

    final VirtualTime time = new VirtualTime();
    final List<Change> changes = new ArrayList<>();
    final Cluster<Node> cluster;
    private final long start = time.nanos();

    Detectors(int size, long seed) {
        cluster = new Cluster<>(size, seed, time, Node::new);
    }

    /** A cluster whose members have met, and have gossiped for a while. */
    static Detectors met(int size, long seed) {
        Detectors detectors = new Detectors(size, seed);
        detectors.time.advance(Duration.ofSeconds(30));
        detectors.changes.clear();
        return detectors;
    }

    Duration now() {
        return Duration.ofNanos(time.nanos() - start);
    }

    Liveness opinion(NodeId of, NodeId about) {
        return cluster.part(of).detector.liveness(about);
    }

    boolean all(NodeId about, Liveness opinion) {
        return cluster.running().stream()
                .filter(node -> !node.equals(about))
                .allMatch(node -> opinion(node, about) == opinion);
    }

    /** The changes to {@code DEAD}. */
    List<Change> deaths() {
        return changes.stream().filter(change -> change.to() == Liveness.DEAD).toList();
    }

    /** One node's detector. */
    final class Node implements Cluster.Part, FailureDetector.Env {
        final FailureDetector detector;
        private final NodeId self;
        private final long incarnation;
        private final RandomGenerator random;
        private final Cluster.Mail mail;

        Node(NodeId self, long incarnation, RandomGenerator random, Cluster.Mail mail) {
            this.self = self;
            this.incarnation = incarnation;
            this.random = random;
            this.mail = mail;
            this.detector = new HeartbeatPlugin().open(HeartbeatConfig.DEFAULTS, this);
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
            changes.add(new Change(now(), self, node, from, to));
        }
    }
}
