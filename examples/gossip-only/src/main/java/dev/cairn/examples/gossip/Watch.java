package dev.cairn.examples.gossip;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.gossip.Gossip;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/**
 * Watches the members and says what it sees; a typed line is told to all of them.
 *
 * <pre>{@code
 * java … dev.cairn.examples.gossip.Watch n1 n1=127.0.0.1:7001 n2=127.0.0.1:7002 n3=127.0.0.1:7003
 * }</pre>
 */
public final class Watch {
    private static final int DETECTOR = 1;
    private static final int DISSEMINATION = 2;
    private static final String SAYS = "says";

    private final NodeId self;
    private final Mail mail;
    private final FailureDetector detector;
    private final Dissemination dissemination;
    private final List<Member> members;
    private final Map<NodeId, Bytes> said = new HashMap<>();
    private final Queue<String> typed = new ConcurrentLinkedQueue<>();
    private volatile boolean leaving;

    private Watch(NodeId self, Map<NodeId, Address> addresses) throws IOException {
        this.self = self;
        this.mail = new Mail(self, addresses);
        Env env = new Env(self, System.currentTimeMillis(), new SystemClock(), mail);
        this.detector = Gossip.failureDetector(env);
        this.dissemination = Gossip.dissemination(env.forDissemination());
        this.members =
                addresses.entrySet().stream()
                        .map(entry ->
                                new Member(
                                        entry.getKey(),
                                        0,
                                        entry.getValue(),
                                        Zone.DEFAULT,
                                        1,
                                        MemberState.ACTIVE))
                        .toList();
        detector.members(members);
        dissemination.members(members);
    }

    /** The node's own name, then all members as NAME=HOST:PORT. */
    public static void main(String[] arguments) throws IOException {
        Map<NodeId, Address> addresses = new LinkedHashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String[] member = arguments[i].split("=", 2);
            addresses.put(new NodeId(member[0]), Address.parse(member[1]));
        }
        Watch watch = new Watch(new NodeId(arguments[0]), addresses);
        Thread.ofPlatform().daemon().start(watch::readLines);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> watch.leaveAndAwait(main)));
        watch.run();
    }

    private void run() throws IOException {
        say(self + " watches " + members.size() + " members; type to talk to them");
        long nextDetector = System.nanoTime();
        long nextDissemination = System.nanoTime();
        while (!leaving) {
            long now = System.nanoTime();
            if (now - nextDetector >= 0) {
                detector.tick();
                nextDetector = now + detector.interval().toNanos();
            }
            if (now - nextDissemination >= 0) {
                talk();
                dissemination.tick();
                nextDissemination = now + dissemination.interval().toNanos();
            }
            long wait = Math.min(nextDetector, nextDissemination) - System.nanoTime();
            mail.await((int) Duration.ofNanos(Math.max(0, wait)).toMillis(), this::receive);
        }
        detector.leave();
        mail.close();
    }

    private void receive(int kind, NodeId from, MemorySegment message) {
        if (kind == DETECTOR) {
            detector.receive(from, message);
        } else if (kind == DISSEMINATION) {
            dissemination.receive(from, message);
        }
    }

    /** Tells others what was typed, and shows what they told. */
    private void talk() {
        for (String line = typed.poll(); line != null; line = typed.poll()) {
            dissemination.publish(SAYS, Bytes.utf8(line));
        }
        for (Member member : members) {
            dissemination
                    .fact(member.id(), SAYS)
                    .filter(line -> !line.equals(said.put(member.id(), line)))
                    .ifPresent(line -> say(member.id() + ": " + line.utf8()));
        }
    }

    private void readLines() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                typed.add(line.substring(0, Math.min(line.length(), 200)));
            }
        } catch (IOException closed) {
            say("nothing more is read from the terminal: " + closed.getMessage());
        }
    }

    private void leaveAndAwait(Thread main) {
        leaving = true;
        try {
            main.join(Duration.ofSeconds(1));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private record SystemClock() implements Clock {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }
    }

    /** What the detector may use; the dissemination, which needs less, gets a view of it. */
    private record Env(
            NodeId self, long incarnation, Clock clock, Mail mail, SplittableRandom random)
            implements FailureDetector.Env {
        Env(NodeId self, long incarnation, Clock clock, Mail mail) {
            this(self, incarnation, clock, mail, new SplittableRandom());
        }

        @Override
        public void send(NodeId to, MemorySegment message) {
            mail.send(DETECTOR, to, message);
        }

        @Override
        public void changed(NodeId node, Liveness from, Liveness to) {
            say(
                    switch (to) {
                        case ALIVE ->
                                node
                                        + (from == Liveness.DEAD
                                                ? " is back"
                                                : from == Liveness.SUSPECT
                                                        ? " is heard again"
                                                        : " is here");
                        case SUSPECT -> node + " is silent";
                        case DEAD -> node + " is dead";
                        case UNKNOWN -> node + " is forgotten";
                    });
        }

        Dissemination.Env forDissemination() {
            Env env = this;
            return new Dissemination.Env() {
                @Override
                public NodeId self() {
                    return env.self;
                }

                @Override
                public long incarnation() {
                    return env.incarnation;
                }

                @Override
                public RandomGenerator random() {
                    return env.random;
                }

                @Override
                public void send(NodeId to, MemorySegment message) {
                    env.mail.send(DISSEMINATION, to, message);
                }
            };
        }
    }
}
