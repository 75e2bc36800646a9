package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;

/**
 * A store of any shape, beside a sorted map, is damaged and healed again and again. What it says of
 * a key afterwards is the truth, or, of a key that it told to be lost, nothing; never what was
 * replaced or deleted. What was written later than the damage is there.
 */
final class LsmHealingTest {
    private static final int KEYS = 200;
    private static final String FILLING = "abcdefgh".repeat(200);

    /** A store, its disk, and what it should hold. */
    private static final class World {
        private final RandomGenerator random;
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final Clock clock = new VirtualTime().clock();
        private NavigableMap<Bytes, Bytes> model = new TreeMap<>();
        private final Set<Bytes> later = new HashSet<>();
        private SimulatedDirectory disk = new SimulatedDirectory();
        private LsmStore store;
        private int written;

        World(RandomGenerator random) {
            this.random = random;
            this.store = open();
        }

        private LsmStore open() {
            String codec = random.nextBoolean() ? "none" : "lz4";
            LsmConfig config =
                    LsmConfig.DEFAULT
                            .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                            .withCacheBytes(random.nextInt(2) * (512L << 10))
                            .withCompaction(random.nextBoolean() ? "leveled" : "size-tiered", 0)
                            .withCodecs(codec, codec);
            return LsmStore.open(
                    config, new StorageEngine.Env(disk, clock, tasks::add, Bench.MAX, event -> {}));
        }

        private void work() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        private static Bytes key(int i) {
            return Bytes.utf8("key" + i);
        }

        private void write(int times) {
            for (int i = 0; i < times; i++) {
                Bytes key = key(random.nextInt(KEYS));
                if (random.nextInt(3) == 0) {
                    store.delete(key);
                    model.remove(key);
                } else {
                    Bytes value = Bytes.utf8(written++ + FILLING.substring(random.nextInt(1_600)));
                    store.put(key, value);
                    model.put(key, value);
                }
                later.add(key);
            }
        }

        private void grow() {
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                write(10 + random.nextInt(80));
                store.flush();
                work();
                if (random.nextInt(8) == 0) {
                    store.compact();
                }
            }
        }

        /** Flips a bit of one or two tables; what is written from here on is later. */
        private void damage() {
            later.clear();
            List<String> tables =
                    disk.list().stream().filter(name -> name.endsWith(".table")).toList();
            for (int i = 1 + random.nextInt(2); i > 0 && !tables.isEmpty(); i--) {
                String table = tables.get(random.nextInt(tables.size()));
                disk.flipBit(table, random.nextInt(disk.size(table)), random.nextInt(8));
            }
        }

        private void reopen() {
            store.close();
            work();
            store = open();
        }

        private void die() {
            SimulatedDirectory left = disk.afterProcessDeath();
            store.close();
            work();
            disk = left;
            store = open();
        }

        private void heal() {
            List<Damage> found = new ArrayList<>();
            for (String file : store.files()) {
                store.scrub(
                        file,
                        damage -> {
                            found.add(damage);
                            store.excise(damage);
                        });
            }
            for (int i = 0; i < KEYS; i++) {
                Bytes key = key(i);
                Optional<Bytes> read = store.get(key);
                boolean mayBeLost =
                        !later.contains(key)
                                && found.stream().anyMatch(at -> LayeredStore.isWithin(at, key));
                if (!mayBeLost || read.isPresent()) {
                    if (!read.equals(Optional.ofNullable(model.get(key)))) {
                        throw new AssertionError(key + " is " + read + ", not " + model.get(key));
                    }
                } else {
                    model.remove(key);
                }
            }
            check();
        }

        private void check() {
            assertThat(store.scrub()).isEmpty();
            try (Cursor cursor = store.cursor(Range.ALL)) {
                assertThat(Bench.drain(cursor)).isEqualTo(model);
            }
        }

        void live(int rounds) {
            for (int round = 0; round < rounds; round++) {
                grow();
                write(random.nextInt(40));
                damage();
                switch (random.nextInt(4)) {
                    case 0 -> reopen();
                    case 1 -> die();
                    default -> {}
                }
                write(random.nextInt(40));
                if (random.nextBoolean()) {
                    store.flush();
                }
                work();
                heal();
                if (random.nextBoolean()) {
                    work();
                    check();
                }
                if (random.nextBoolean()) {
                    reopen();
                } else {
                    die();
                }
                check();
            }
            store.close();
            work();
        }
    }

    @Seeded(cases = 3)
    void nothingReplacedOrDeletedComesBackFromUnderDamage(RandomGenerator random) {
        new World(random).live(2);
    }

    @Tag("long")
    @Seeded(cases = 500)
    void nothingReplacedOrDeletedComesBackFromUnderDamageForManySeeds(RandomGenerator random) {
        new World(random).live(6);
    }
}
