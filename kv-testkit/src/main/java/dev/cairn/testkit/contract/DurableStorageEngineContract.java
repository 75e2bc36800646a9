package dev.cairn.testkit.contract;

import static dev.cairn.testkit.contract.EngineUnderTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The contract of a {@link StorageEngine} that keeps its data: everything of {@link
 * StorageEngineContract}, and rules 3, 4, 5, 10 and 11, on a disk that loses power, fills up, fails
 * and flips bits.
 */
public abstract class DurableStorageEngineContract extends StorageEngineContract {
    /** For subclasses. */
    protected DurableStorageEngineContract() {}

    /** How long an engine may take to notice what its disk does. */
    Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Test
    void rule3_whatWasAppliedSurvivesTheDeathOfTheProcess() {
        EngineUnderTest engine = opened();
        ModelStore model = new ModelStore();
        model.fill(engine.engine(), 200, 300);
        engine.merge("merged", "b");
        engine.merge("merged", "a");
        engine.put("deleted", "1");
        engine.delete("deleted");
        EngineUnderTest next = opened(disk.afterProcessDeath());
        assertThat(next.get("merged")).contains("BEGUN,a,b");
        assertThat(next.get("deleted")).isEmpty();
        assertThat(next.scan()).hasSize(201).containsAllEntriesOf(model.pairs());
        assertThat(next.engine().recovery().lostTailBytes()).isZero();
    }

    @Seeded(cases = 10)
    void rule3_aStoreThatDiesAgainAndAgainHoldsWhatAModelHolds(RandomGenerator random) {
        ModelStore model = new ModelStore();
        for (int life = 0; life < 5; life++) {
            EngineUnderTest engine = opened(disk);
            for (int i = random.nextInt(200); i > 0; i--) {
                engine.engine().apply(model.randomBatch(random, 80));
            }
            if (random.nextInt(3) == 0) {
                engine.engine().close();
            }
            disk = disk.afterProcessDeath();
        }
        assertThat(opened(disk).scan()).isEqualTo(model.pairs());
    }

    @Test
    void rule4_theEngineSaysThatItsDurablePositionSurvivesPowerLoss() {
        assertThat(opened().engine().survivesPowerLoss()).isTrue();
    }

    @Seeded(cases = 10)
    void rule4_whatIsDurableSurvivesPowerLoss(RandomGenerator random) {
        EngineUnderTest engine = opened();
        ModelStore model = new ModelStore();
        model.fill(engine.engine(), random.nextInt(300), 200);
        engine.awaitDurable(engine.put("last", "durable"));
        EngineUnderTest next = opened(disk.afterPowerLoss(random));
        assertThat(next.get("last")).contains("durable");
        assertThat(next.scan()).containsAllEntriesOf(model.pairs());
    }

    @Seeded(cases = 10)
    void rule4_theDurablePositionGoesOnInTheNextProcess(RandomGenerator random) {
        long told = 0;
        for (int life = 0; life < 6; life++) {
            EngineUnderTest engine = opened(disk);
            assertThat(engine.engine().durablePosition())
                    .as("in life %d", life)
                    .isGreaterThanOrEqualTo(told);
            for (int i = random.nextInt(50); i > 0; i--) {
                long position = engine.put("k" + random.nextInt(9), "v".repeat(i));
                if (random.nextInt(4) == 0) {
                    engine.awaitDurable(position);
                }
            }
            told = engine.engine().durablePosition();
            switch (random.nextInt(3)) {
                case 0 -> disk = disk.afterPowerLoss(random);
                case 1 -> disk = disk.afterProcessDeath();
                default -> {
                    engine.engine().close();
                    disk = disk.afterPowerLoss(random);
                }
            }
        }
    }

    @Test
    void rule4_theListenerHearsEveryAdvanceAndOneSyncServesAllWhoAsk() throws InterruptedException {
        EngineUnderTest engine = opened();
        ConcurrentLinkedQueue<Long> heard = new ConcurrentLinkedQueue<>();
        engine.engine().onDurable(heard::add);
        Crew crew = new Crew();
        for (int thread = 0; thread < 4; thread++) {
            String key = "t" + thread;
            crew.start(() -> {
                for (int i = 0; i < 25; i++) {
                    engine.awaitDurable(engine.put(key, "value " + i));
                }
            });
        }
        crew.await();
        long durable = engine.engine().durablePosition();
        assertThat(Await.holds(() -> heard.contains(durable), patience()))
                .as("the last advance was told")
                .isTrue();
        assertThat(List.copyOf(heard)).isSorted().doesNotHaveDuplicates();
        assertThat(heard.size()).as("advances for 100 requests").isLessThanOrEqualTo(100);
    }

    @Test
    void rule4_aLostSyncIsNeverTakenForADurableOne() {
        expectFaults();
        EngineUnderTest engine = opened();
        engine.awaitDurable(engine.put("before", "1"));
        disk.faults().failSyncs(name -> true);
        long position = engine.put("during", "2");
        engine.engine().requestSync(position);
        assertThat(refusalOf(engine).kind()).isEqualTo(Kind.READ_ONLY);
        disk.faults().heal();
        if (engine.engine().durablePosition() >= position) {
            fail(
                    "durable is %d, but the sync of %d failed",
                    engine.engine().durablePosition(), position);
        }
        assertThat(engine.get("before")).contains("1");
        assertThat(opened(disk.afterPowerLoss(new SplittableRandom(1))).get("before"))
                .contains("1");
    }

    @Seeded(cases = 40)
    void rule5_afterPowerLossAPrefixIsFoundThatHoldsEveryDurableBatch(RandomGenerator random) {
        EngineUnderTest engine = opened();
        List<Long> positions = new ArrayList<>();
        List<List<String>> keysOf = new ArrayList<>();
        for (int batch = 0; batch < 60; batch++) {
            List<String> keys = new ArrayList<>();
            WriteBatch writes = new WriteBatch();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                keys.add("batch" + batch + "/" + i);
                writes.put(segment(keys.getLast()), segment("x".repeat(random.nextInt(400))));
            }
            positions.add(engine.engine().apply(writes));
            keysOf.add(keys);
            switch (random.nextInt(8)) {
                case 0 -> engine.awaitDurable(positions.getLast());
                case 1 -> engine.engine().requestSync(positions.getLast());
                default -> {}
            }
        }
        long durable = engine.engine().durablePosition();
        EngineUnderTest next = opened(disk.afterPowerLoss(random));
        boolean ended = false;
        for (int batch = 0; batch < keysOf.size(); batch++) {
            long found =
                    keysOf.get(batch).stream().filter(key -> next.get(key).isPresent()).count();
            assertThat(found)
                    .as("keys found of batch %d", batch)
                    .isIn(0L, (long) keysOf.get(batch).size());
            boolean there = found > 0;
            assertThat(there && ended)
                    .as("batch %d is there and one before it is not", batch)
                    .isFalse();
            assertThat(there || positions.get(batch) > durable)
                    .as("batch %d is durable and lost", batch)
                    .isTrue();
            ended |= !there;
        }
    }

    @Seeded(cases = 10)
    void rule5_aCrashBesideManyWritersLosesNothingDurable(RandomGenerator random)
            throws InterruptedException {
        EngineUnderTest engine = opened();
        AtomicLong[] acknowledged = {new AtomicLong(-1), new AtomicLong(-1), new AtomicLong(-1)};
        CountDownLatch underWay = new CountDownLatch(20 + random.nextInt(80));
        Crew crew = new Crew();
        for (int thread = 0; thread < acknowledged.length; thread++) {
            int name = thread;
            crew.start(() -> {
                for (int i = 0; i < 100; i++) {
                    engine.awaitDurable(engine.put("t" + name + "/" + i, "value " + i));
                    acknowledged[name].set(i);
                    underWay.countDown();
                }
            });
        }
        Crew.awaitLatch(underWay);
        long[] before = new long[acknowledged.length];
        for (int thread = 0; thread < before.length; thread++) {
            before[thread] = acknowledged[thread].get();
        }
        EngineUnderTest next = opened(disk.afterPowerLoss(random));
        crew.await();
        for (int thread = 0; thread < before.length; thread++) {
            for (int i = 0; i <= before[thread]; i++) {
                assertThat(next.get("t" + thread + "/" + i))
                        .as("acknowledged by thread %d", thread)
                        .contains("value " + i);
            }
        }
    }

    @Test
    void rule5_recoveryTellsACleanCloseFromACrash() {
        EngineUnderTest first = opened();
        assertThat(first.engine().recovery().clean()).as("a new store").isTrue();
        first.put("a", "1");
        EngineUnderTest killed = opened(disk.afterProcessDeath());
        assertThat(killed.engine().recovery().clean()).as("after a crash").isFalse();
        first.engine().close();
        EngineUnderTest closed = opened(disk);
        assertThat(closed.engine().recovery().clean()).as("after a close").isTrue();
        assertThat(closed.get("a")).contains("1");
    }

    @Seeded(cases = 60)
    void rule10_aFlippedBitIsReportedAndNeverReadAsData(RandomGenerator random) {
        expectFaults();
        Map<Bytes, Bytes> written = new TreeMap<>();
        EngineUnderTest engine = opened();
        for (int i = 0; i < 100; i++) {
            String value = "value " + i + " " + "x".repeat(random.nextInt(200));
            engine.put("key" + i, value);
            written.put(Bytes.utf8("key" + i), Bytes.utf8(value));
        }
        engine.engine().close();
        SimulatedDirectory damaged = disk.afterProcessDeath();
        flipAnyBit(damaged, random);
        try {
            EngineUnderTest next = opened(damaged);
            boolean tailLost = next.engine().recovery().lostTailBytes() > 0;
            written.forEach((key, value) -> checkNotForged(next, key, value, tailLost));
            next.scan().forEach((key, value) -> assertThat(value).isEqualTo(written.get(key)));
        } catch (StorageException told) {
            assertTellsOfDamage(told);
        }
    }

    private static void checkNotForged(
            EngineUnderTest engine, Bytes key, Bytes value, boolean mayBeMissing) {
        try {
            Optional<Bytes> found = engine.get(key);
            if (found.isPresent() || !mayBeMissing) {
                assertThat(found).as("value of %s", key).contains(value);
            }
        } catch (StorageException told) {
            assertTellsOfDamage(told);
        }
    }

    private static void assertTellsOfDamage(StorageException told) {
        assertThat(told.kind()).isIn(Kind.CORRUPT, Kind.REFUSED);
        if (told.kind() == Kind.CORRUPT) {
            assertThat(told.file()).as("the file that %s names", told.getMessage()).isNotEmpty();
            assertThat(told.offset())
                    .as("the offset that %s names", told.getMessage())
                    .isNotNegative();
        }
    }

    private static void flipAnyBit(SimulatedDirectory root, RandomGenerator random) {
        List<Runnable> flips = new ArrayList<>();
        collectFlips(root, random, flips);
        flips.get(random.nextInt(flips.size())).run();
    }

    private static void collectFlips(
            SimulatedDirectory folder, RandomGenerator random, List<Runnable> flips) {
        for (String name : folder.list()) {
            int size = folder.size(name);
            if (size > 0) {
                int at = random.nextInt(size);
                int bit = random.nextInt(8);
                flips.add(() -> folder.flipBit(name, at, bit));
            }
        }
        for (String child : folder.children()) {
            collectFlips(folder.child(child), random, flips);
        }
    }

    @Test
    void rule11_aFullDiskMakesTheStoreReadOnlyAndReadsGoOn() {
        expectFaults();
        EngineUnderTest engine = opened();
        ModelStore model = new ModelStore();
        model.fill(engine.engine(), 100, 500);
        disk.faults().leaveFree(100_000);
        assertThat(refusalOf(engine).kind()).isEqualTo(Kind.READ_ONLY);
        assertThat(engine.scan()).containsAllEntriesOf(model.pairs());
        EngineUnderTest next = opened(disk.afterProcessDeath());
        assertThat(next.scan()).containsAllEntriesOf(model.pairs());
    }

    @Test
    void rule11_aBatchThatWasRefusedIsNotThere() {
        expectFaults();
        EngineUnderTest engine = opened();
        engine.put("a", "before");
        disk.faults().failWrites(name -> true);
        assertThatThrownBy(() -> engine.put("a", "refused"))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(Kind.READ_ONLY));
        assertThat(engine.get("a")).contains("before");
        assertThat(opened(disk.afterProcessDeath()).get("a")).contains("before");
    }

    /** Applies batches until one is refused. */
    private StorageException refusalOf(EngineUnderTest engine) {
        List<StorageException> refusals = new ArrayList<>();
        AtomicLong applied = new AtomicLong();
        boolean refused =
                Await.holds(
                        () -> {
                            try {
                                String key = "refusal" + applied.get();
                                engine.engine().requestSync(engine.put(key, "x".repeat(500)));
                                applied.incrementAndGet();
                            } catch (StorageException refusal) {
                                refusals.add(refusal);
                            }
                            return !refusals.isEmpty();
                        },
                        patience());
        assertThat(refused)
                .as("refused within %s, though %d batches were applied", patience(), applied.get())
                .isTrue();
        return refusals.getFirst();
    }

    @Test
    void rule12_closeSyncsWhatWasApplied() {
        EngineUnderTest engine = opened();
        ModelStore model = new ModelStore();
        model.fill(engine.engine(), 100, 100);
        engine.engine().close();
        EngineUnderTest next = opened(disk.afterPowerLoss(new SplittableRandom(7)));
        assertThat(next.scan()).isEqualTo(model.pairs());
        assertThat(next.engine().recovery().clean()).isTrue();
    }

    @Test
    void rule12_aStoreIsOpenOnceAtATime() {
        EngineUnderTest engine = opened();
        engine.put("a", "1");
        assertThatThrownBy(() -> opened(disk))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(Kind.REFUSED));
        assertThat(engine.get("a")).contains("1");
        engine.engine().close();
        assertThat(opened(disk).get("a")).contains("1");
    }
}
