package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * What random clients put, each value once, and what they deleted or replaced of what they had
 * read. A write covers the values that its client had read and nothing else. Knows answers and
 * final values.
 */
final class DeleteHistory implements RandomRun.History {
    private static final String BUCKET = "deletes";
    private static final int KEYS = 6;
    private static final int COPIES = 3;
    private static final Duration COMPARED = Duration.ofSeconds(20);

    private final TestCluster cluster;
    private final RandomGenerator random;
    private final boolean hard;
    private final Map<Key, Known> known = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> present = new HashSet<>();
    private int written;

    /** What the clients last read of a key. */
    private record Known(Context context, Set<String> values) {}

    private record Reading(Key key, List<Write> acknowledgedBefore, Call<ReadResult> call) {}

    /** Value is empty for a delete. */
    private record Write(Key key, String value, Set<String> covers, Call<WriteResult> call) {}

    /**
     * Clients of a cluster.
     *
     * @param hard whether disks may be lost, and requests take their time: then what a stand-in
     *     acknowledged is not counted on, and some clients wait for longer than rounds take
     */
    DeleteHistory(TestCluster cluster, RandomGenerator random, boolean hard) {
        this.cluster = cluster;
        this.random = random;
        this.hard = hard;
        cluster.set(BUCKET, Deletes.copies(COPIES));
    }

    private Key key() {
        return key(random.nextInt(KEYS));
    }

    private static Key key(int number) {
        return new Key(BUCKET, Bytes.utf8("k" + number));
    }

    private RequestOptions options() {
        boolean sloppy = random.nextBoolean();
        Optional<Duration> timeout =
                hard && random.nextInt(8) == 0
                        ? Optional.of(Duration.ofSeconds(5 + random.nextInt(20)))
                        : Optional.empty();
        return new RequestOptions(Optional.empty(), Optional.of(sloppy), Optional.empty(), timeout);
    }

    @Override
    public void write(int through) {
        if (random.nextInt(11) < 6) {
            put(() -> through);
        } else {
            delete(() -> through);
        }
    }

    @Override
    public void read(int through) {
        get(() -> through);
    }

    void put(IntSupplier through) {
        Key key = key();
        Optional<Known> client =
                random.nextBoolean() ? Optional.empty() : Optional.ofNullable(known.get(key));
        String value = "v" + ++written;
        PutRequest put =
                new PutRequest(
                        key,
                        Bytes.utf8(value),
                        client.map(Known::context),
                        Optional.empty(),
                        Optional.empty(),
                        options());
        Set<String> covers = client.map(Known::values).orElse(Set.of());
        writes.add(new Write(key, value, covers, cluster.startPut(through.getAsInt(), put)));
    }

    void get(IntSupplier through) {
        Key key = key();
        List<Write> acknowledged =
                writes.stream().filter(write -> write.key().equals(key) && counts(write)).toList();
        GetRequest get = new GetRequest(key, options());
        readings.add(new Reading(key, acknowledged, cluster.startGet(through.getAsInt(), get)));
    }

    void delete(IntSupplier through) {
        Key key = key();
        Known client = known.get(key);
        if (client != null) {
            DeleteRequest delete =
                    new DeleteRequest(
                            key, Optional.of(client.context()), Optional.empty(), options());
            Call<WriteResult> call = cluster.startDelete(through.getAsInt(), delete);
            writes.add(new Write(key, "", client.values(), call));
        }
    }

    private boolean counts(Write write) {
        return write.call().succeeded() && !(hard && write.call().result().receipt().sloppy());
    }

    @Override
    public void learn() {
        for (Reading reading : readings) {
            if (reading.call().succeeded()) {
                ReadResult read = reading.call().result();
                Set<String> values = Set.copyOf(TestCluster.values(read));
                known.put(reading.key(), new Known(read.context(), values));
                if (hard && !read.receipt().sloppy()) {
                    check(reading, values);
                }
            }
        }
        readings.removeIf(reading -> reading.call().isDone());
    }

    /** Of what was acknowledged by owners before a read, a read of owners misses nothing. */
    private void check(Reading reading, Set<String> seen) {
        Set<String> covered = covered();
        for (Write write : reading.acknowledgedBefore()) {
            write.covers().stream()
                    .filter(seen::contains)
                    .forEach(value -> wrong.add("read after it was deleted: " + value));
            String value = write.value();
            if (!value.isEmpty() && !covered.contains(value) && !seen.contains(value)) {
                wrong.add("acknowledged before a read that missed it: " + value);
            }
        }
    }

    private Set<String> covered() {
        Set<String> covered = new HashSet<>();
        writes.forEach(write -> covered.addAll(write.covers()));
        return covered;
    }

    /** All is well, for long enough that replicas have compared all they hold. */
    @Override
    public void readAll(int through) {
        cluster.world().time().advance(COMPARED);
        learn();
        present.clear();
        for (int i = 0; i < KEYS; i++) {
            GetRequest all = new GetRequest(key(i), RequestOptions.DEFAULT.with(Level.ALL));
            ReadResult read = cluster.await(cluster.startGet(through, all)).result();
            present.addAll(TestCluster.values(read));
        }
    }

    /** Whatever must never be, at any time. */
    List<String> wrong() {
        List<String> all = new ArrayList<>(wrong);
        resurrected().forEach(value -> all.add("came back: " + value));
        lost().forEach(value -> all.add("lost: " + value));
        differences().forEach(key -> all.add("differs: " + key));
        return all;
    }

    /** Values that an acknowledged write has covered and that are there. */
    List<String> resurrected() {
        List<String> resurrected = new ArrayList<>();
        for (Write write : writes) {
            if (counts(write)) {
                write.covers().stream().filter(present::contains).forEach(resurrected::add);
            }
        }
        return resurrected;
    }

    /** Acknowledged values that no write has covered and that are not there. */
    List<String> lost() {
        Set<String> covered = covered();
        return writes.stream()
                .filter(write -> counts(write) && !write.value().isEmpty())
                .map(Write::value)
                .filter(value -> !covered.contains(value) && !present.contains(value))
                .toList();
    }

    /** Keys that one owner holds otherwise than another, or that one holds who owns it not. */
    List<String> differences() {
        Map<Bytes, Map<Bytes, Set<TestNode>>> states = new HashMap<>();
        for (TestNode node : cluster.nodes()) {
            node.engine()
                    .pairs()
                    .forEach((key, item) ->
                            states.computeIfAbsent(key, none -> new HashMap<>())
                                    .computeIfAbsent(item, none -> new HashSet<>())
                                    .add(node));
        }
        List<String> differences = new ArrayList<>();
        states.forEach((key, items) -> {
            int holders = items.values().stream().mapToInt(Set::size).sum();
            if (items.size() != 1 || holders != COPIES) {
                List<String> nodes =
                        items.values().stream()
                                .map(at -> at.stream().map(TestNode::id).sorted().toList())
                                .map(List::toString)
                                .toList();
                differences.add(StorageKey.decode(key.segment()) + " at " + nodes);
            }
        });
        return differences;
    }

    /** Items that are nothing but deletes. */
    List<String> tombstones() {
        List<String> tombstones = new ArrayList<>();
        for (TestNode node : cluster.nodes()) {
            node.engine()
                    .pairs()
                    .forEach((key, item) -> {
                        boolean dead =
                                ItemCodec.decode(item.segment()).versions().stream()
                                        .allMatch(Version::tombstone);
                        if (dead) {
                            tombstones.add(node.id() + " " + key);
                        }
                    });
        }
        return tombstones;
    }
}
