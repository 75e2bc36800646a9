package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.manifest.Manifest;
import dev.cairn.lsm.manifest.TableRef;
import dev.cairn.lsm.manifest.Version;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Single bits turned over, in every file of a small store: tables, log, manifest and CURRENT. */
final class LsmDamageTest {
    private static final LsmConfig CONFIG =
            LsmConfig.DEFAULT.withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES).withCacheBytes(0);

    private final TreeMap<Bytes, Bytes> model = new TreeMap<>();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    private LsmStore open(SimulatedDirectory disk) {
        return LsmStore.open(
                CONFIG,
                new StorageEngine.Env(
                        disk, new VirtualTime().clock(), tasks::add, Bench.MAX, event -> {}));
    }

    private void close(LsmStore store) {
        store.close();
        tasks.forEach(Runnable::run);
        tasks.clear();
    }

    private void put(LsmStore store, int from, int to) {
        for (int i = from; i < to; i++) {
            Bytes key = Bytes.utf8("key" + i);
            Bytes value = Bytes.utf8("abcabcabc".repeat(i % 4) + i);
            store.put(key, value);
            model.put(key, value);
        }
    }

    /** Two tables and a log, the manifest written by the last open. */
    private SimulatedDirectory smallStore() {
        SimulatedDirectory disk = new SimulatedDirectory();
        LsmStore store = open(disk);
        put(store, 0, 12);
        store.compact();
        put(store, 8, 16);
        store.flush();
        close(store);
        store = open(disk);
        put(store, 14, 20);
        close(store);
        return disk;
    }

    private void flipEvery(int stride) {
        SimulatedDirectory disk = smallStore();
        List<String> files = disk.list().stream().filter(name -> disk.size(name) > 0).toList();
        assertThat(files).hasSize(5);
        for (String file : files) {
            for (long bit = 0; bit < 8L * disk.size(file); bit += stride) {
                SimulatedDirectory damaged = disk.afterProcessDeath();
                damaged.flipBit(file, (int) (bit / 8), (int) (bit % 8));
                assertNoticed(damaged, file, bit / 8);
            }
        }
    }

    private void assertNoticed(SimulatedDirectory damaged, String file, long at) {
        String where = "byte " + at + " of " + file;
        LsmStore store;
        try {
            store = open(damaged);
        } catch (StorageException told) {
            assertThat(told.kind()).as(where).isEqualTo(StorageException.Kind.CORRUPT);
            assertThat(told.file()).as(where).isEqualTo(file);
            assertThat(told.offset()).as(where).isBetween(0L, at);
            return;
        }
        long lostTail = store.engine().recovery().lostTailBytes();
        List<Damage> found = store.scrub();
        assertThat(found.isEmpty() && lostTail == 0).as("unnoticed: " + where).isFalse();
        assertThat(found).as(where).allMatch(damage -> damage.file().equals(file));
        model.forEach((key, value) -> {
            Optional<Bytes> read = found.isEmpty() ? store.get(key) : readOrDamage(store, key);
            assertThat(read.orElse(value)).as("%s after %s", key, where).isEqualTo(value);
            assertThat(read.isPresent() || !found.isEmpty()).as("%s after %s", key, where).isTrue();
        });
        close(store);
    }

    private static Optional<Bytes> readOrDamage(LsmStore store, Bytes key) {
        try {
            return store.get(key);
        } catch (StorageException told) {
            assertThat(told.kind()).isEqualTo(StorageException.Kind.CORRUPT);
            return Optional.empty();
        }
    }

    /** Opens the store with other tables in its manifest. */
    private void assertCorrupt(UnaryOperator<TableRef> change, String why) throws IOException {
        SimulatedDirectory disk = smallStore();
        Version version = Manifest.read(disk);
        List<TableRef> changed = version.tables().stream().map(change).toList();
        Manifest.start(disk, () -> 99, version.of(changed)).close();
        assertThatThrownBy(() -> open(disk))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining(why);
    }

    @Test
    void tablesThatCannotStandInOneLevelAreTold() throws IOException {
        assertCorrupt(ref -> ref.at(6), "has it in level 6 beside table");
    }

    @Test
    void aTableThatIsNotTheOneTheManifestTellsIsTold() throws IOException {
        String why = "the manifest tells of another table";
        assertCorrupt(ref -> ref.from(Bytes.utf8("a"), ref.largest()), why);
        assertCorrupt(ref -> ref.from(ref.smallest(), Bytes.utf8("z")), why);
        assertCorrupt(
                ref ->
                        new TableRef(
                                ref.number(),
                                ref.size() + 1,
                                ref.newest(),
                                ref.level(),
                                ref.smallest(),
                                ref.largest()),
                why);
    }

    @Test
    void aFlippedBitIsNoticedAndNamed() {
        flipEvery(61);
    }

    @Tag("long")
    @Test
    void everyFlippedBitIsNoticedAndNamed() {
        flipEvery(1);
    }
}
