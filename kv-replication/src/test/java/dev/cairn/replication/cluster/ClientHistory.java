package dev.cairn.replication.cluster;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Context;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.api.version.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/**
 * What random clients wrote and read. Every value is written once; a write either knows what a
 * client had read, or nothing; so a value may be gone only when a write that knew it is there or is
 * gone for the same reason.
 */
final class ClientHistory implements RandomRun.History {
    private static final String BUCKET = "history";

    private final TestCluster cluster;
    private final RandomGenerator random;
    private final List<String> keys;
    private final Asking asking;
    private final Map<String, Client> clients = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private final Map<String, ReadResult> found = new HashMap<>();
    private int written;

    private record Write(
            Key key, int through, String value, Set<String> knew, Call<WriteResult> call) {}

    private record Read(
            Key key, int through, List<Write> acknowledgedBefore, Call<ReadResult> call) {}

    /**
     * What clients ask for.
     *
     * @param copies of each key
     */
    record Asking(int copies, Consistency read, Consistency write, boolean sloppy) {
        static final Asking QUORUM = new Asking(3, Level.QUORUM, Level.QUORUM, false);

        /** Any number of copies and any levels of which every read meets every write. */
        static Asking drawn(RandomGenerator random) {
            int copies = List.of(1, 2, 3, 5).get(random.nextInt(4));
            int write = 1 + random.nextInt(copies);
            int read = copies - write + 1 + random.nextInt(write);
            return new Asking(
                    copies, new Consistency.Count(read), new Consistency.Count(write), false);
        }

        private RequestOptions options(Consistency level) {
            return new RequestOptions(
                    Optional.of(level), Optional.of(sloppy), Optional.empty(), Optional.empty());
        }
    }

    /** What a client has seen of a key. */
    private record Client(Context context, Set<String> values) {}

    ClientHistory(TestCluster cluster, RandomGenerator random, List<String> keys) {
        this(cluster, random, keys, Asking.QUORUM);
    }

    ClientHistory(TestCluster cluster, RandomGenerator random, List<String> keys, Asking asking) {
        this.asking = asking;
        this.cluster = cluster;
        this.random = random;
        this.keys = keys;
        cluster.set(
                BUCKET,
                new BucketProperties(
                        1,
                        asking.copies(),
                        Level.QUORUM,
                        Level.QUORUM,
                        "siblings",
                        Mode.EVENTUAL,
                        BlindWrites.SIBLING,
                        Optional.empty(),
                        10 * 1024,
                        32));
    }

    private Key key(String name) {
        return new Key(BUCKET, Bytes.utf8(name));
    }

    /** Reads every key from all its owners. */
    @Override
    public void readAll(int through) {
        for (String name : keys) {
            GetRequest all = new GetRequest(key(name), RequestOptions.DEFAULT.with(Level.ALL));
            found.put(name, cluster.await(cluster.startGet(through, all)).result());
        }
    }

    @Override
    public void write(int through) {
        String name = keys.get(random.nextInt(keys.size()));
        Optional<Client> client =
                random.nextInt(3) == 0 ? Optional.empty() : Optional.ofNullable(clients.get(name));
        String value = name + "/" + ++written;
        PutRequest put =
                TestCluster.request(key(name), value, client.map(Client::context))
                        .with(asking.options(asking.write()));
        Set<String> knew = client.map(Client::values).orElse(Set.of());
        writes.add(new Write(key(name), through, value, knew, cluster.startPut(through, put)));
    }

    @Override
    public void read(int through) {
        Key key = key(keys.get(random.nextInt(keys.size())));
        List<Write> acknowledged =
                writes.stream()
                        .filter(write -> write.key().equals(key) && write.call().succeeded())
                        .toList();
        GetRequest get = new GetRequest(key, asking.options(asking.read()));
        reads.add(new Read(key, through, acknowledged, cluster.startGet(through, get)));
    }

    /** How many writes were acknowledged. */
    long acknowledged() {
        return writes.stream().filter(write -> write.call().succeeded()).count();
    }

    /** Clients take the newest answers for what they know. */
    @Override
    public void learn() {
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
        return stale((writer, reader) -> true);
    }

    /** As {@link #stale()}, of writes and reads through such nodes alone. */
    List<String> stale(BiPredicate<Integer, Integer> meet) {
        List<String> stale = new ArrayList<>();
        for (Read read : reads) {
            if (read.call().succeeded()) {
                Set<String> seen = Set.copyOf(TestCluster.values(read.call().result()));
                read.acknowledgedBefore().stream()
                        .filter(write -> meet.test(write.through(), read.through()))
                        .map(Write::value)
                        .filter(value -> !accounted(value, seen))
                        .forEach(stale::add);
            }
        }
        return stale;
    }

    /** Keys that two owners hold differently. */
    List<String> diverged() {
        List<String> diverged = new ArrayList<>();
        for (String name : keys) {
            Set<List<Version>> states = new HashSet<>();
            cluster.explain(1, key(name))
                    .replicas()
                    .forEach(replica -> states.add(replica.versions()));
            if (states.size() > 1) {
                diverged.add(name);
            }
        }
        return diverged;
    }
}
