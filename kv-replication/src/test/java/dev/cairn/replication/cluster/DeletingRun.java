package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
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
import java.util.random.RandomGenerator;

/**
 * Clients that put values, each once, and delete what they have read, while everything fails. A
 * delete covers the values that its client had read and nothing else.
 */
final class DeletingRun {
    private static final String BUCKET = "deletes";
    private static final int NODES = 5;
    private static final int KEYS = 6;

    private final RandomGenerator random;
    private final TestCluster cluster;
    private final Map<Key, Known> known = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();
    private int written;

    /** What the clients last read of a key. */
    private record Known(Context context, Set<String> values) {}

    private record Reading(Key key, Call<ReadResult> call) {}

    /** Value is empty for a delete. */
    private record Write(Key key, String value, Set<String> covers, Call<WriteResult> call) {}

    DeletingRun(RandomGenerator random) {
        this.random = random;
        this.cluster = Deletes.cluster(random.nextLong(), NODES, 1 + random.nextInt(2));
        cluster.set(BUCKET, Deletes.copies(3));
    }

    private Key key() {
        return new Key(BUCKET, Bytes.utf8("k" + random.nextInt(KEYS)));
    }

    private int anyNode() {
        return 1 + random.nextInt(NODES);
    }

    private RequestOptions options() {
        return new RequestOptions(
                Optional.empty(),
                Optional.of(random.nextBoolean()),
                Optional.empty(),
                Optional.empty());
    }

    void step() {
        int choice = random.nextInt(100);
        if (choice < 30) {
            put();
        } else if (choice < 55) {
            Key key = key();
            GetRequest read = new GetRequest(key, options());
            readings.add(new Reading(key, cluster.startGet(anyNode(), read)));
        } else if (choice < 80) {
            delete();
        } else if (choice < 90) {
            crashOrRestart();
        } else if (choice < 94) {
            cluster.cut(anyNode(), anyNode());
        } else if (choice < 96) {
            cluster.deafen(anyNode(), anyNode());
        } else {
            heal();
        }
        long pause = random.nextInt(20) == 0 ? 12_000_000_000L : random.nextInt(900_000_000);
        cluster.world().time().advance(Duration.ofNanos(pause));
        learn();
    }

    private void put() {
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
        writes.add(new Write(key, value, covers, cluster.startPut(anyNode(), put)));
    }

    private void delete() {
        Key key = key();
        Known client = known.get(key);
        if (client != null) {
            DeleteRequest delete =
                    new DeleteRequest(
                            key, Optional.of(client.context()), Optional.empty(), options());
            Call<WriteResult> call = cluster.startDelete(anyNode(), delete);
            writes.add(new Write(key, "", client.values(), call));
        }
    }

    private void crashOrRestart() {
        int number = anyNode();
        TestNode node = cluster.node(number);
        if (!node.isUp()) {
            node.restartAtOnce();
            cluster.takeForDead(number, false);
            return;
        }
        if (random.nextBoolean()) {
            node.losePower();
        } else {
            node.kill();
        }
        cluster.takeForDead(number, random.nextBoolean());
    }

    private void heal() {
        cluster.heal();
        for (int number = 1; number <= NODES; number++) {
            TestNode node = cluster.node(number);
            if (!node.isUp()) {
                node.restartAtOnce();
            }
            cluster.takeForDead(number, false);
        }
    }

    private void learn() {
        for (Reading reading : readings) {
            if (reading.call().succeeded()) {
                ReadResult read = reading.call().result();
                known.put(
                        reading.key(),
                        new Known(read.context(), Set.copyOf(TestCluster.values(read))));
            }
        }
        readings.removeIf(reading -> reading.call().isDone());
    }

    /** Everything is well again, for long enough. */
    void healAndCollect() {
        heal();
        for (int i = 0; i < 2; i++) {
            Deletes.collect(cluster);
        }
    }

    /** What a reader finds in the end. */
    private Set<String> present() {
        Set<String> present = new HashSet<>();
        for (int i = 0; i < KEYS; i++) {
            Key key = new Key(BUCKET, Bytes.utf8("k" + i));
            present.addAll(TestCluster.values(cluster.get(1 + i % NODES, key)));
        }
        return present;
    }

    /** Values that an acknowledged write has covered and that are there. */
    List<String> resurrected() {
        Set<String> present = present();
        List<String> resurrected = new ArrayList<>();
        for (Write write : writes) {
            if (write.call().succeeded()) {
                write.covers().stream().filter(present::contains).forEach(resurrected::add);
            }
        }
        return resurrected;
    }

    /** Acknowledged values that no write has covered and that are not there. */
    List<String> lost() {
        Set<String> present = present();
        Set<String> covered = new HashSet<>();
        writes.forEach(write -> covered.addAll(write.covers()));
        return writes.stream()
                .filter(write -> write.call().succeeded() && !write.value().isEmpty())
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
            if (items.size() != 1 || holders != 3) {
                differences.add(StorageKey.decode(key.segment()) + " at " + items.values());
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
