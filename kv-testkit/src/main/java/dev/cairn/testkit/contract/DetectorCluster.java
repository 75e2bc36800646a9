package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.testkit.sim.VirtualTime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Failure detectors of a few nodes in virtual time, with a mail between them that loses, repeats
 * and reorders as told. Checks rule 5 whenever an opinion changes.
 */
final class DetectorCluster {
    static final ClusterId CLUSTER = new ClusterId(7);

    private static final long BASE_DELAY_NANOS = 1_000_000;

    final VirtualTime time = new VirtualTime();
    private final Function<FailureDetector.Env, FailureDetector> factory;
    private final RandomGenerator random;
    private final Map<NodeId, Running> running = new TreeMap<>();
    private final Map<NodeId, Long> incarnations = new HashMap<>();
    private final Set<List<NodeId>> cuts = new HashSet<>();
    private final List<Member> members = new ArrayList<>();
    double lossProbability;
    double repeatProbability;
    Duration longestExtraDelay = Duration.ZERO;
    Consumer<Message> eavesdropper = message -> {};

    /** One message on its way. */
    record Message(NodeId from, NodeId to, Bytes bytes) {}

    DetectorCluster(
            int size,
            RandomGenerator random,
            Function<FailureDetector.Env, FailureDetector> factory) {
        this.factory = factory;
        this.random = random;
        for (int i = 1; i <= size; i++) {
            members.add(member(i));
        }
        members.forEach(member -> start(member.id()));
    }

    static NodeId id(int number) {
        return new NodeId("n" + number);
    }

    private static int number(NodeId id) {
        return Integer.parseInt(id.name().substring(1));
    }

    static Member member(int number) {
        Address address = new Address("host" + number, 4700);
        return new Member(id(number), number, address, Zone.DEFAULT, 1, MemberState.ACTIVE);
    }

    /** One started detector: what it may use, and what it said. */
    final class Running implements FailureDetector.Env {
        private final NodeId self;
        private final long incarnation;
        private final Map<NodeId, Liveness> told = new HashMap<>();
        private final Map<NodeId, Liveness> worst = new HashMap<>();
        private final Set<NodeId> suspected = new HashSet<>();
        private final ClusterId cluster;
        private final long storage;
        final Set<Long> refused = new TreeSet<>();
        final FailureDetector detector;
        boolean paused;
        int sentInTick;
        int mostSentInTick;
        int largestMessage;

        Running(NodeId self, long incarnation, ClusterId cluster, long storage) {
            this.self = self;
            this.incarnation = incarnation;
            this.cluster = cluster;
            this.storage = storage;
            this.detector = factory.apply(this);
        }

        private void begin(List<Member> list) {
            setMembers(list);
            long interval = detector.interval().toNanos();
            time.schedule(Duration.ofNanos(random.nextLong(interval)), this::tickAndAgain);
        }

        void setMembers(List<Member> list) {
            detector.members(list);
            told.keySet().retainAll(list.stream().map(Member::id).toList());
        }

        private void tickAndAgain() {
            if (running.get(self) != this) {
                return;
            }
            if (!paused) {
                sentInTick = 0;
                detector.tick();
                mostSentInTick = Math.max(mostSentInTick, sentInTick);
            }
            time.schedule(detector.interval(), this::tickAndAgain);
        }

        void receive(NodeId from, Bytes bytes) {
            try (Arena duringTheCall = Arena.ofConfined()) {
                MemorySegment segment =
                        duringTheCall.allocate(Math.max(1, bytes.size())).asSlice(0, bytes.size());
                segment.copyFrom(bytes.segment());
                detector.receive(from, segment.asReadOnly());
            }
        }

        /**
         * The worst opinion this node has had of a member since {@link #forgetHistory}, however
         * briefly.
         */
        Liveness worstOpinionOf(int number) {
            return worst.getOrDefault(id(number), opinionOf(number));
        }

        Liveness opinionOf(int number) {
            NodeId about = id(number);
            Liveness opinion = detector.liveness(about);
            Liveness said = told.getOrDefault(about, Liveness.UNKNOWN);
            if (opinion != said && !about.equals(self)) {
                throw new AssertionError(
                        self
                                + " of "
                                + about
                                + ": liveness() is "
                                + opinion
                                + ", told was "
                                + said);
            }
            return opinion;
        }

        @Override
        public NodeId self() {
            return self;
        }

        @Override
        public long incarnation() {
            return incarnation;
        }

        /** Whether this node suspected a member since {@link #forgetHistory}, however briefly. */
        boolean hasSuspected(int number) {
            return suspected.contains(id(number));
        }

        @Override
        public ClusterId cluster() {
            return cluster;
        }

        @Override
        public long storage() {
            return storage;
        }

        @Override
        public void refused(NodeId node, long directory) {
            refused.add(directory);
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
            sentInTick++;
            largestMessage = Math.max(largestMessage, (int) message.byteSize());
            post(new Message(self, to, Bytes.copyOf(message)));
        }

        @Override
        public void changed(NodeId node, Liveness from, Liveness to) {
            assertThat(node).as("a change told of the node itself").isNotEqualTo(self);
            assertThat(to).as("a change told of %s that is none", node).isNotEqualTo(from);
            assertThat(from)
                    .as("%s of %s: the former opinion", self, node)
                    .isEqualTo(told.getOrDefault(node, Liveness.UNKNOWN));
            told.put(node, to);
            if (to == Liveness.SUSPECT) {
                suspected.add(node);
            }
            worst.merge(node, to, (before, now) -> before.compareTo(now) > 0 ? before : now);
        }
    }

    private void post(Message message) {
        deliver(message);
        if (random.nextDouble() < repeatProbability) {
            deliver(message);
        }
    }

    private void deliver(Message message) {
        if (random.nextDouble() < lossProbability) {
            return;
        }
        long delay = BASE_DELAY_NANOS + random.nextLong(longestExtraDelay.toNanos() + 1);
        time.schedule(
                Duration.ofNanos(delay),
                () -> {
                    Running receiver = running.get(message.to());
                    boolean passes = !cuts.contains(List.of(message.from(), message.to()));
                    if (receiver != null && !receiver.paused && passes) {
                        eavesdropper.accept(message);
                        receiver.receive(message.from(), message.bytes());
                    }
                });
    }

    Running node(int number) {
        return Objects.requireNonNull(running.get(id(number)), "not running");
    }

    boolean isRunning(int number) {
        return running.containsKey(id(number));
    }

    List<Member> members() {
        return List.copyOf(members);
    }

    /** The opinion that one node has of another. */
    Liveness opinion(int of, int about) {
        return node(of).opinionOf(about);
    }

    private void start(NodeId id) {
        start(id, CLUSTER, number(id));
    }

    /** Starts a node that believes to be in that cluster, with that data directory. */
    void start(NodeId id, ClusterId cluster, long storage) {
        long incarnation = incarnations.merge(id, 1L, Long::sum);
        Running started = new Running(id, incarnation, cluster, storage);
        running.put(id, started);
        started.begin(members);
    }

    /** From here on the worst opinions count. */
    void forgetHistory() {
        running.values().forEach(node -> node.worst.clear());
        running.values().forEach(node -> node.suspected.clear());
    }

    void restart(int number) {
        start(id(number));
    }

    /** Says farewell and stops. */
    void leave(int number) {
        node(number).detector.leave();
        kill(number);
    }

    void kill(int number) {
        running.remove(id(number));
    }

    void cut(int from, int to) {
        cuts.add(List.of(id(from), id(to)));
    }

    /** Whether all that run hold this opinion of a member. */
    boolean all(int about, Liveness opinion) {
        return running.values().stream()
                .filter(node -> !node.self().equals(id(about)))
                .allMatch(node -> node.opinionOf(about) == opinion);
    }

    /** Whether all that run hold one another alive. */
    boolean allAlive() {
        for (NodeId id : running.keySet()) {
            if (!all(number(id), Liveness.ALIVE)) {
                return false;
            }
        }
        return true;
    }
}
