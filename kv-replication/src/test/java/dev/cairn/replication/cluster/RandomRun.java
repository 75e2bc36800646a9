package dev.cairn.replication.cluster;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Context;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.api.version.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One random run and its history. Every value is written once; a write either knows what a client
 * had read, or nothing; so a value may be gone only when a write that knew it is there or is gone
 * for the same reason.
 */
final class RandomRun {
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final String BUCKET = "history";

    private final TestCluster cluster;
    private final RandomGenerator random;
    private final boolean powerLoss;
    private final Map<String, Client> clients = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private final Map<String, ReadResult> found = new HashMap<>();
    private int written;

    private record Write(Key key, String value, Set<String> knew, Call<WriteResult> call) {}

    private record Read(Key key, Set<String> acknowledgedBefore, Call<ReadResult> call) {}

    /** What a client has seen of a key. */
    private record Client(Context context, Set<String> values) {}

    RandomRun(long seed, int nodes, TestCluster.Settings settings, boolean powerLoss) {
        this.cluster = new TestCluster(seed, nodes, settings);
        this.random = cluster.world().random("clients");
        this.powerLoss = powerLoss;
        cluster.set(
                BUCKET,
                new BucketProperties(
                        1,
                        3,
                        Level.QUORUM,
                        Level.QUORUM,
                        "siblings",
                        Mode.EVENTUAL,
                        BlindWrites.SIBLING,
                        Optional.empty(),
                        10 * 1024,
                        32));
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            cluster.world().time().advance(Duration.ofNanos(random.nextInt(1_500_000)));
            learn();
        }
        cluster.heal();
        cluster.nodes().stream().filter(node -> !node.isUp()).forEach(TestNode::restart);
        cluster.settle();
        learn();
        for (String name : KEYS) {
            Key key = new Key(BUCKET, Bytes.utf8(name));
            GetRequest all = new GetRequest(key, RequestOptions.DEFAULT.with(Level.ALL));
            found.put(name, cluster.await(cluster.startGet(1, all)).result());
        }
        cluster.settle();
    }

    private void step() {
        TestNode node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
        int choice = random.nextInt(100);
        if (choice < 45) {
            write();
        } else if (choice < 80) {
            read();
        } else if (choice < 90) {
            if (node.isUp()) {
                crash(node);
            } else {
                node.restart();
            }
        } else if (choice < 94) {
            cluster.cut(
                    1 + random.nextInt(cluster.nodes().size()),
                    1 + random.nextInt(cluster.nodes().size()));
        } else if (choice < 96) {
            cluster.deafen(
                    1 + random.nextInt(cluster.nodes().size()),
                    1 + random.nextInt(cluster.nodes().size()));
        } else {
            cluster.heal();
        }
    }

    private void crash(TestNode node) {
        if (powerLoss && random.nextBoolean()) {
            node.losePower();
        } else if (random.nextInt(4) == 0) {
            node.stop();
        } else {
            node.kill();
        }
    }

    private int anyNode() {
        return 1 + random.nextInt(cluster.nodes().size());
    }

    private void write() {
        String name = KEYS.get(random.nextInt(KEYS.size()));
        Key key = new Key(BUCKET, Bytes.utf8(name));
        Optional<Client> client =
                random.nextInt(3) == 0 ? Optional.empty() : Optional.ofNullable(clients.get(name));
        String value = name + ++written;
        PutRequest put = TestCluster.request(key, value, client.map(Client::context));
        Set<String> knew = client.map(Client::values).orElse(Set.of());
        writes.add(new Write(key, value, knew, cluster.startPut(anyNode(), put)));
    }

    private void read() {
        Key key = new Key(BUCKET, Bytes.utf8(KEYS.get(random.nextInt(KEYS.size()))));
        Set<String> acknowledged = new HashSet<>();
        for (Write write : writes) {
            if (write.key().equals(key) && write.call().succeeded()) {
                acknowledged.add(write.value());
            }
        }
        reads.add(new Read(key, acknowledged, cluster.startGet(anyNode(), GetRequest.of(key))));
    }

    /** Clients take the newest answers for what they know. */
    private void learn() {
        for (Read read : reads) {
            if (read.call().succeeded()) {
                ReadResult result = read.call().result();
                clients.put(
                        read.key().bytes().utf8(),
                        new Client(result.context(), Set.copyOf(TestCluster.values(result))));
            }
        }
        for (Write write : writes.subList(Math.max(0, writes.size() - 1), writes.size())) {
            if (write.call().succeeded()) {
                Set<String> knows = new HashSet<>(write.knew());
                knows.add(write.value());
                clients.put(
                        write.key().bytes().utf8(),
                        new Client(write.call().result().context(), knows));
            }
        }
    }

    /**
     * Whether one of {@code present} is the value, or replaced it, or replaced what replaced it, …
     */
    private boolean accounted(String value, Set<String> present) {
        if (present.contains(value)) {
            return true;
        }
        for (Write write : writes) {
            if (write.knew().contains(value)
                    && !write.value().equals(value)
                    && accounted(write.value(), present)) {
                return true;
            }
        }
        return false;
    }

    /** Acknowledged values that are not in the end, nor anything in their place. */
    List<String> lost() {
        List<String> lost = new ArrayList<>();
        for (Write write : writes) {
            Set<String> present =
                    Set.copyOf(TestCluster.values(found.get(write.key().bytes().utf8())));
            if (write.call().succeeded() && !accounted(write.value(), present)) {
                lost.add(write.value());
            }
        }
        return lost;
    }

    /**
     * Values that were acknowledged before a read began that saw neither them nor anything in their
     * place.
     */
    List<String> stale() {
        List<String> stale = new ArrayList<>();
        for (Read read : reads) {
            if (read.call().succeeded()) {
                Set<String> seen = Set.copyOf(TestCluster.values(read.call().result()));
                read.acknowledgedBefore().stream()
                        .filter(value -> !accounted(value, seen))
                        .forEach(stale::add);
            }
        }
        return stale;
    }

    /** Keys that two owners hold differently. */
    List<String> diverged() {
        List<String> diverged = new ArrayList<>();
        for (String name : KEYS) {
            Set<List<Version>> states = new HashSet<>();
            cluster.explain(1, new Key(BUCKET, Bytes.utf8(name)))
                    .replicas()
                    .forEach(replica -> states.add(replica.versions()));
            if (states.size() > 1) {
                diverged.add(name);
            }
        }
        return diverged;
    }
}
