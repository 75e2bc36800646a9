package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Scheduler;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.spi.Pick;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A small store of which is known what was written to each of its tables: puts over puts, deletes
 * over both. It compacts when a test says so.
 */
final class LayeredStore {
    static final int KEYS = 400;
    private static final LsmConfig CONFIG =
            LsmConfig.DEFAULT
                    .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                    .withCacheBytes(0)
                    .withCodecs("none", "none");
    private static final CompactionStrategy REST = levels -> Optional.empty();
    private static final String FILLING = "abcdefgh".repeat(20);

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    final List<Event> events = new ArrayList<>();

    /** What one flush wrote, and the table it is in; empty: still in memory. */
    record Layer(String file, NavigableMap<Bytes, Optional<Bytes>> writes) {}

    /** Newest first. */
    final List<Layer> layers = new ArrayList<>();

    SimulatedDirectory disk = new SimulatedDirectory();

    /** In the one thread there is. */
    private final Scheduler syncs =
            new Scheduler() {
                @Override
                public Timer after(Duration delay, Runnable task) {
                    return () -> {};
                }

                @Override
                public void execute(Runnable task) {
                    tasks.add(task);
                }
            };

    LsmStore open(Directory directory) {
        LsmStore store =
                LsmStore.open(
                        CONFIG,
                        new StorageEngine.Env(
                                directory,
                                new VirtualTime().clock(),
                                tasks::add,
                                Optional.of(syncs),
                                Bench.MAX,
                                events::add));
        store.follow(REST);
        return store;
    }

    void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    void close(LsmStore store) {
        store.close();
        work();
    }

    static Bytes key(int i) {
        return Bytes.utf8("key%03d".formatted(i));
    }

    private NavigableMap<Bytes, Optional<Bytes>> write(LsmStore store, int layer, int stride) {
        NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
        for (int i = layer; i < KEYS; i += stride) {
            boolean deletes = layer > 0 && i % 3 == 0;
            Bytes value = Bytes.utf8("layer" + layer + "/" + i + FILLING);
            if (deletes) {
                store.delete(key(i));
            } else {
                store.put(key(i), value);
            }
            writes.put(key(i), deletes ? Optional.empty() : Optional.of(value));
        }
        return writes;
    }

    /** Makes a table of what is in memory, and takes level 0 down as it is. */
    private void layer(LsmStore store, int layer, int stride, int level) {
        Set<String> before = new HashSet<>(disk.list());
        NavigableMap<Bytes, Optional<Bytes>> writes = write(store, layer, stride);
        store.flush();
        store.follow(levels ->
                level == 0 || levels.at(0).isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Pick(levels.at(0), level)));
        work();
        store.follow(REST);
        work();
        String file =
                disk.list().stream()
                        .filter(name -> name.endsWith(".table") && !before.contains(name))
                        .findFirst()
                        .orElseThrow();
        layers.addFirst(new Layer(file, writes));
    }

    /** Makes it: four tables, in level 6, 3 and 0, and what is in memory. */
    LayeredStore() {
        LsmStore store = open(disk);
        layer(store, 0, 1, 6);
        layer(store, 1, 2, 3);
        layer(store, 2, 3, 0);
        layer(store, 3, 5, 0);
        layers.addFirst(new Layer("", write(store, 4, 11)));
        close(store);
    }

    Optional<Bytes> newest(Bytes key, int from, int to) {
        return layers.subList(from, to).stream()
                .filter(layer -> layer.writes().containsKey(key))
                .findFirst()
                .flatMap(layer -> layer.writes().get(key));
    }

    boolean isWritten(Bytes key, int from, int to) {
        return layers.subList(from, to).stream().anyMatch(each -> each.writes().containsKey(key));
    }

    static boolean isWithin(Damage damage, Bytes key) {
        return damage.first().compareTo(key) <= 0 && damage.last().compareTo(key) >= 0;
    }

    /** The keys whose reads meet damage. */
    static Set<Bytes> unreadable(LsmStore store) {
        Set<Bytes> keys = new HashSet<>();
        for (int i = 0; i < KEYS; i++) {
            try {
                store.get(key(i));
            } catch (StorageException told) {
                assertThat(told.kind()).isEqualTo(StorageException.Kind.CORRUPT);
                keys.add(key(i));
            }
        }
        return keys;
    }

    NavigableMap<Bytes, Bytes> expected(int layer, Damage damage, Set<Bytes> lost) {
        NavigableMap<Bytes, Bytes> pairs = new TreeMap<>();
        for (int i = 0; i < KEYS; i++) {
            Bytes key = key(i);
            int oldest = layers.size();
            if (isWithin(damage, key)) {
                oldest = lost.contains(key) ? layer : layer + 1;
            }
            newest(key, 0, oldest).ifPresent(value -> pairs.put(key, value));
        }
        return pairs;
    }

    static Map<Bytes, Bytes> pairs(LsmStore store, Range range) {
        try (Cursor cursor = store.cursor(range)) {
            return Bench.drain(cursor);
        }
    }

    static void assertHolds(LsmStore store, NavigableMap<Bytes, Bytes> expected) {
        assertThat(store.scrub()).isEmpty();
        assertThat(pairs(store, Range.ALL)).isEqualTo(expected);
        assertThat(pairs(store, Range.ALL.reversed())).isEqualTo(expected);
        Map<Bytes, Bytes> read = new TreeMap<>();
        for (int i = 0; i < KEYS; i++) {
            Bytes key = key(i);
            store.get(key).ifPresent(value -> read.put(key, value));
        }
        assertThat(read).isEqualTo(expected);
    }

    static Damage only(LsmStore store) {
        List<Damage> found = store.scrub();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** Blocks of a table, in order, by the middle of each. */
    private List<Integer> blocks(int layer) throws IOException {
        String file = layers.get(layer).file();
        return ChecksummedParts.of(file, Golden.read(disk, file)).stream()
                .filter(part -> part.checksum() == part.to())
                .map(part -> (part.from() + part.to()) / 2)
                .sorted()
                .toList();
    }

    /** Behind the header come the blocks. */
    void damageBlock(int layer, int block) throws IOException {
        disk.flipBit(layers.get(layer).file(), blocks(layer).get(block + 1), 3);
    }
}
