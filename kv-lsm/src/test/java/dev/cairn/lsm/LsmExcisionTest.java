package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.manifest.Manifest;
import dev.cairn.lsm.manifest.TableRef;
import dev.cairn.lsm.manifest.Version;
import dev.cairn.lsm.spi.Pick;
import dev.cairn.testkit.sim.DiskFaults.Effect;
import dev.cairn.testkit.sim.DiskFaults.Fate;
import dev.cairn.testkit.sim.DiskFaults.Operation;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damage at every kind of place of every table of a store in layers, found by a scrub and taken
 * out: what was deleted or replaced stays so, what is newer stays, and all else is untouched.
 */
final class LsmExcisionTest {
    private final LayeredStore layered = new LayeredStore();

    /**
     * What is lost is what the table lost and nothing newer has, and lies in the range told; of a
     * table whose index is in memory and damaged on disk it is all.
     */
    private NavigableMap<Bytes, Bytes> check(LsmStore store, int layer, Damage damage) {
        Set<Bytes> lost = LayeredStore.unreadable(store);
        assertThat(lost)
                .allMatch(key ->
                        LayeredStore.isWithin(damage, key) && !layered.isWritten(key, 0, layer));
        if (lost.isEmpty()) {
            lost.addAll(layered.layers.get(layer).writes().keySet());
        }
        NavigableMap<Bytes, Bytes> expected = layered.expected(layer, damage, lost);
        store.excise(damage);
        layered.work();
        LayeredStore.assertHolds(store, expected);
        return expected;
    }

    private void exciseEvery(int first, int step, int stride, boolean live) throws IOException {
        SimulatedDirectory sound = layered.disk;
        for (int layer = first; layer < layered.layers.size(); layer += step) {
            String file = layered.layers.get(layer).file();
            byte[] bytes = Golden.read(sound, file);
            List<ChecksummedParts.Part> parts = ChecksummedParts.of(file, bytes);
            assertThat(parts).hasSizeGreaterThan(6);
            for (ChecksummedParts.Part part : parts) {
                for (int at = part.from(); at < part.to(); at += stride) {
                    layered.disk = sound.afterProcessDeath();
                    exciseAt(layer, file, at, live);
                }
            }
        }
        layered.disk = sound;
    }

    private void exciseAt(int layer, String file, int at, boolean live) {
        Optional<LsmStore> opened = Optional.of(live).filter(is -> is).map(is -> openAndRead());
        layered.disk.flipBit(file, at, at % 8);
        LsmStore store = opened.orElseGet(() -> layered.open(layered.disk));
        Damage damage = LayeredStore.only(store);
        assertThat(damage.file()).isEqualTo(file);
        assertThat(damage.offset()).isBetween(0L, (long) at);
        NavigableMap<Bytes, Bytes> expected = check(store, layer, damage);
        assertThat(layered.disk.list()).doesNotContain(file);
        assertThat(layered.disk.child(Excision.ASIDE).list()).containsExactly(file);
        store.excise(damage);
        layered.close(store);
        LsmStore next = layered.open(layered.disk.afterPowerLoss(new SplittableRandom(at)));
        LayeredStore.assertHolds(next, expected);
        next.compact();
        LayeredStore.assertHolds(next, expected);
        layered.close(next);
    }

    /** With all filters and indexes in memory. */
    private LsmStore openAndRead() {
        LsmStore store = layered.open(layered.disk);
        assertThat(LayeredStore.unreadable(store)).isEmpty();
        return store;
    }

    @Test
    void whatWasDamagedIsGoneAndNothingOlderComesToLight() throws IOException {
        exciseEvery(1, 2, Integer.MAX_VALUE / 2, true);
    }

    @Test
    void aStoreWithADamagedTableOpensAndIsRidOfIt() throws IOException {
        exciseEvery(2, 3, Integer.MAX_VALUE / 2, false);
    }

    @Tag("long")
    @Test
    void whateverPartOfAnyTableWasDamagedIsGone() throws IOException {
        exciseEvery(1, 1, 401, true);
        exciseEvery(1, 1, 401, false);
    }

    @Test
    void severalDamagedBlocksOfATableAreOnePlace() throws IOException {
        layered.damageBlock(3, 0);
        layered.damageBlock(3, 2);
        LsmStore store = layered.open(layered.disk);
        layered.events.clear();
        Damage damage = LayeredStore.only(store);
        assertThat(layered.events)
                .hasSize(2)
                .allMatch(event -> event instanceof Event.CorruptionFound);
        check(store, 3, damage);
        layered.close(store);
    }

    @Test
    void damageTakenForLessThanItIsChangesNothing() throws IOException {
        layered.damageBlock(3, 0);
        LsmStore store = layered.open(layered.disk);
        Damage first = LayeredStore.only(store);
        layered.damageBlock(3, 2);
        Damage both = LayeredStore.only(store);
        List<String> before = layered.disk.list();
        assertCorrupt(first.file(), () -> store.excise(first));
        assertThat(layered.disk.list()).isEqualTo(before);
        assertThat(LayeredStore.only(store)).isEqualTo(both);
        check(store, 3, both);
        layered.close(store);
    }

    @Test
    void whatCanBeReadAgainIsLeftAlone() throws IOException {
        layered.damageBlock(3, 0);
        LsmStore store = layered.open(layered.disk);
        Damage damage = LayeredStore.only(store);
        layered.damageBlock(3, 0);
        store.excise(damage);
        assertThat(layered.disk.list()).contains(damage.file());
        for (int i = 0; i < LayeredStore.KEYS; i++) {
            assertThat(store.get(LayeredStore.key(i)))
                    .isEqualTo(layered.newest(LayeredStore.key(i), 0, layered.layers.size()));
        }
        layered.close(store);
    }

    private static void assertCorrupt(String file, ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> {
                            assertThat(told.kind()).isEqualTo(StorageException.Kind.CORRUPT);
                            assertThat(told.file()).isEqualTo(file);
                        });
    }

    @Test
    void damageInSeveralTablesIsToldOldestFirstAndTakenOutInThatOrder() throws IOException {
        layered.damageBlock(4, 0);
        layered.damageBlock(3, 1);
        layered.damageBlock(2, 0);
        LsmStore store = layered.open(layered.disk);
        List<Damage> found = new ArrayList<>();
        store.files().forEach(file -> store.scrub(file, found::add));
        assertThat(found)
                .extracting(Damage::file)
                .containsExactly(
                        layered.layers.get(4).file(),
                        layered.layers.get(3).file(),
                        layered.layers.get(2).file());
        assertThatThrownBy(() -> store.excise(found.getLast()))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> {
                            assertThat(told.kind()).isEqualTo(StorageException.Kind.CORRUPT);
                            assertThat(told.file())
                                    .isIn(
                                            layered.layers.get(4).file(),
                                            layered.layers.get(3).file());
                        });
        found.forEach(store::excise);
        assertThat(store.scrub()).isEmpty();
        assertThat(LayeredStore.unreadable(store)).isEmpty();
        for (int i = 0; i < LayeredStore.KEYS; i++) {
            Optional<Bytes> read = store.get(LayeredStore.key(i));
            Optional<Bytes> truth = layered.newest(LayeredStore.key(i), 0, layered.layers.size());
            assertThat(read.isEmpty() || read.equals(truth)).isTrue();
        }
        layered.close(store);
    }

    @Test
    void onlyTheFileAskedForIsRead() throws IOException {
        layered.damageBlock(4, 0);
        layered.damageBlock(3, 1);
        LsmStore store = layered.open(layered.disk);
        List<Damage> found = new ArrayList<>();
        String file = layered.layers.get(3).file();
        assertThat(store.scrub(file, found::add)).isEqualTo(layered.disk.size(file));
        assertThat(found).extracting(Damage::file).containsExactly(file);
        found.clear();
        for (String other : layered.disk.list()) {
            if (!store.files().contains(other)) {
                assertThat(store.scrub(other, found::add)).isZero();
            }
        }
        assertThat(found).isEmpty();
        layered.close(store);
    }

    @Test
    void damageWithoutBoundsIsTheWholeTable() throws IOException {
        layered.damageBlock(3, 1);
        LsmStore store = layered.open(layered.disk);
        Damage told = LayeredStore.only(store);
        Set<Bytes> lost = LayeredStore.unreadable(store);
        Damage vague = new Damage(told.file(), told.offset(), Bytes.EMPTY, Bytes.EMPTY, "");
        NavigableMap<Bytes, Optional<Bytes>> writes = layered.layers.get(3).writes();
        Damage whole =
                new Damage(told.file(), told.offset(), writes.firstKey(), writes.lastKey(), "");
        store.excise(vague);
        LayeredStore.assertHolds(store, layered.expected(3, whole, lost));
        layered.close(store);
    }

    @Test
    void whoReadsMeanwhileKeepsWhatWasThere() throws IOException {
        layered.damageBlock(3, 2);
        LsmStore store = layered.open(layered.disk);
        Damage damage = LayeredStore.only(store);
        Set<Bytes> lost = LayeredStore.unreadable(store);
        try (Snapshot snapshot = store.snapshot();
                Cursor cursor = store.cursor(Range.between(Bytes.EMPTY, LayeredStore.key(20)))) {
            store.excise(damage);
            layered.work();
            assertThat(Bench.drain(cursor)).isNotEmpty();
            for (int i = 0; i < LayeredStore.KEYS; i++) {
                Bytes key = LayeredStore.key(i);
                if (lost.contains(key)) {
                    assertCorrupt(damage.file(), () -> snapshot.get(key));
                } else {
                    assertThat(snapshot.get(key))
                            .isEqualTo(layered.newest(key, 0, layered.layers.size()));
                }
            }
        }
        LayeredStore.assertHolds(store, layered.expected(3, damage, lost));
        layered.close(store);
    }

    @Test
    void writesGoOnWhileDamageKeepsCompactionsAndTheseGoOnWithoutIt() throws IOException {
        layered.damageBlock(3, 1);
        LsmStore store = layered.open(layered.disk);
        layered.events.clear();
        store.follow(levels ->
                levels.tables().size() < 3
                        ? Optional.empty()
                        : Optional.of(new Pick(levels.tables(), 6)));
        layered.work();
        assertThat(layered.events)
                .hasAtLeastOneElementOfType(Event.CorruptionFound.class)
                .filteredOn(event -> event instanceof StoreEvent.CompactionFailed)
                .hasSize(1);
        for (int i = 0; i < 3; i++) {
            store.put(Bytes.utf8("later" + i), Bytes.utf8("value"));
            store.flush();
            layered.work();
        }
        assertThat(layered.events)
                .filteredOn(event -> event instanceof StoreEvent.CompactionFailed)
                .hasSize(1);
        Damage damage = LayeredStore.only(store);
        store.excise(damage);
        layered.work();
        assertThat(layered.events).hasAtLeastOneElementOfType(StoreEvent.Compacted.class);
        assertThat(store.statistics().runs()).isEqualTo(1);
        assertThat(store.get(Bytes.utf8("later2"))).contains(Bytes.utf8("value"));
        layered.close(store);
    }

    @Test
    void compactionsGoOnWhenDamageIsNotFoundAnyMore() throws IOException {
        layered.damageBlock(3, 1);
        LsmStore store = layered.open(layered.disk);
        store.follow(levels ->
                levels.tables().size() < 2
                        ? Optional.empty()
                        : Optional.of(new Pick(levels.tables(), 6)));
        layered.work();
        assertThat(store.scrub()).hasSize(1);
        layered.work();
        assertThat(store.statistics().runs()).isEqualTo(4);
        layered.damageBlock(3, 1);
        store.scrub();
        layered.work();
        assertThat(store.statistics().runs()).isEqualTo(1);
        layered.close(store);
    }

    @Test
    void aTableWhoseKeysNoManifestToldIsNotOpenedDamaged() throws IOException {
        Version version = Manifest.read(layered.disk);
        List<TableRef> refs =
                version.tables().stream()
                        .map(ref ->
                                new TableRef(ref.number(), ref.size(), ref.newest(), ref.level()))
                        .toList();
        Manifest.start(layered.disk, () -> 1_000, version.of(refs)).close();
        SimulatedDirectory damaged = layered.disk.afterProcessDeath();
        String file = layered.layers.get(1).file();
        damaged.flipBit(file, damaged.size(file) - 1, 0);
        assertCorrupt(file, () -> layered.open(damaged));
        layered.close(layered.open(layered.disk));
        layered.disk.flipBit(file, layered.disk.size(file) - 1, 0);
        LsmStore store = layered.open(layered.disk);
        check(store, 1, LayeredStore.only(store));
        layered.close(store);
    }

    private static void assertClosed(ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(StorageException.Kind.CLOSED));
    }

    @Test
    void aScrubEndsWithTheStore() {
        AtomicReference<Runnable> hook = new AtomicReference<>(() -> {});
        AtomicInteger reads = new AtomicInteger();
        LsmStore store = layered.open(new ReadHook(layered.disk, () -> hook.get().run()));
        String file = layered.layers.get(4).file();
        hook.set(() -> {
            if (reads.incrementAndGet() == 5) {
                store.close();
            }
        });
        assertClosed(() -> store.scrub(file, damage -> {}));
        assertThat(reads).as("reads of blocks after the close").hasValueLessThan(7);
        assertClosed(store::files);
        assertClosed(() -> store.scrub(file, damage -> {}));
        assertClosed(() -> store.excise(new Damage(file, 0, Bytes.EMPTY, Bytes.EMPTY, "")));
        layered.work();
    }

    /** One operation on the disk goes wrong, the {@code before}th from now on. */
    private static final class At implements Fate {
        private final Effect effect;
        private int before;
        private boolean lasting;

        At(int before, Effect effect) {
            this.before = before;
            this.effect = effect;
        }

        @Override
        public Effect of(Operation operation, String file) {
            boolean now = before-- == 0;
            lasting |= now && effect != Effect.FAIL;
            return now ? effect : lasting ? Effect.DEAD : Effect.DONE;
        }

        boolean hasHappened() {
            return before < 0;
        }
    }

    /** Whether something went wrong. */
    private boolean interrupted(SimulatedDirectory damaged, int before, Effect effect) {
        LsmStore store = layered.open(damaged);
        Damage damage = LayeredStore.only(store);
        Set<Bytes> lost = LayeredStore.unreadable(store);
        NavigableMap<Bytes, Bytes> expected = layered.expected(3, damage, lost);
        At fate = new At(before, effect);
        damaged.faults().decide(fate);
        boolean done = true;
        try {
            store.excise(damage);
        } catch (StorageException told) {
            assertThat(told.kind()).isEqualTo(StorageException.Kind.IO);
            done = false;
        }
        boolean happened = fate.hasHappened();
        List<SimulatedDirectory> left = new ArrayList<>();
        left.add(damaged.afterProcessDeath());
        left.add(damaged.afterPowerLoss(new SplittableRandom(before)));
        damaged.faults().heal();
        if (effect == Effect.FAIL) {
            if (!done) {
                assertThat(LayeredStore.unreadable(store)).isEqualTo(lost);
                store.excise(damage);
            }
            layered.work();
            LayeredStore.assertHolds(store, expected);
        }
        layered.close(store);
        for (SimulatedDirectory next : left) {
            LsmStore again = layered.open(next);
            List<Damage> found = again.scrub();
            if (!found.isEmpty()) {
                assertThat(done).as("the damage is back").isFalse();
                assertThat(found).containsExactly(damage);
                assertThat(LayeredStore.unreadable(again)).isEqualTo(lost);
                again.excise(damage);
                layered.work();
            }
            LayeredStore.assertHolds(again, expected);
            assertThat(next.child(Excision.ASIDE).list()).containsExactly(damage.file());
            layered.close(again);
        }
        return happened;
    }

    private void interruptEvery(int step) throws IOException {
        layered.damageBlock(3, 1);
        int first = 0;
        for (Effect effect : List.of(Effect.DEAD, Effect.TEAR, Effect.FAIL)) {
            int before = first++;
            while (interrupted(layered.disk.afterProcessDeath(), before, effect)) {
                before += step;
            }
            assertThat(before).as("operations of an excision").isGreaterThan(20);
        }
    }

    @Test
    void aCrashOnTheWayLeavesTheDamageOrNone() throws IOException {
        interruptEvery(17);
    }

    @Tag("long")
    @Test
    void aCrashAnywhereOnTheWayLeavesTheDamageOrNone() throws IOException {
        interruptEvery(1);
    }
}
