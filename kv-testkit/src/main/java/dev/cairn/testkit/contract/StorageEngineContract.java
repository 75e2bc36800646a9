package dev.cairn.testkit.contract;

import static dev.cairn.testkit.contract.EngineUnderTest.OPEN_END;
import static dev.cairn.testkit.contract.EngineUnderTest.drain;
import static dev.cairn.testkit.contract.EngineUnderTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageEngine.Lookup;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link StorageEngine} as far as it holds for every engine: rules 1, 2, 6 to 9, 12
 * and 13. An engine that keeps its data extends {@link DurableStorageEngineContract}, which adds
 * the others; one that extends this class declares by it that its data ends with the process.
 *
 * <pre>{@code
 * final class MyEngineTest extends StorageEngineContract {
 *     @Override
 *     protected StorageEngine open(StorageEngine.Env env) {
 *         return new MyEngineProvider().open(MyConfig.DEFAULT, env);
 *     }
 * }
 * }</pre>
 *
 * <p>Extend it once for each configuration that takes another way through the code, a very small
 * memory buffer above all.
 */
public abstract class StorageEngineContract {
    private static final int THREADS = 4;

    /** Scans beside a writer, who goes on until they were made. */
    private static final int LEAST_SCANS = 20;

    SimulatedDirectory disk = new SimulatedDirectory();
    private EngineBench bench = new EngineBench(this::open);
    private boolean faultsExpected;

    /** For subclasses. */
    protected StorageEngineContract() {}

    /** Opens the engine in {@code env.directory()}. */
    protected abstract StorageEngine open(StorageEngine.Env env);

    EngineUnderTest opened(SimulatedDirectory directory) {
        return bench.open(directory);
    }

    EngineUnderTest opened() {
        return bench.open(disk);
    }

    /** From here on the test breaks things, so that complaints of the engine are right. */
    void expectFaults() {
        faultsExpected = true;
    }

    @BeforeEach
    void freshDisk() {
        disk = new SimulatedDirectory();
        bench = new EngineBench(this::open);
    }

    @AfterEach
    void nothingWentWrongBesides() {
        bench.close();
        if (!faultsExpected) {
            assertThat(bench.thrownInBackground)
                    .as("thrown in background tasks or by close")
                    .isEmpty();
            assertThat(bench.events)
                    .as("events of a sound disk")
                    .noneMatch(event -> event.severity() == Event.Severity.ERROR);
        }
    }

    @Test
    void rule1_keysAreOrderedAsUnsignedBytes() {
        EngineUnderTest engine = opened();
        byte[][] keys = {
            {0},
            {0, 0},
            {1},
            {0x7f},
            {0x7f, (byte) 0xff},
            {(byte) 0x80},
            {(byte) 0x80, 0},
            {(byte) 0xff},
            {(byte) 0xff, (byte) 0xff}
        };
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        for (int i = keys.length - 1; i >= 0; i--) {
            Bytes key = Bytes.copyOf(keys[i]);
            engine.engine().apply(new WriteBatch().put(key.segment(), key.segment()));
            model.put(key, key);
        }
        assertThat(List.copyOf(engine.scan().entrySet())).isEqualTo(List.copyOf(model.entrySet()));
    }

    @Test
    void rule1_aCursorIncludesItsStartAndExcludesItsEnd() {
        EngineUnderTest engine = opened();
        List.of("a", "b", "ba", "c", "d").forEach(key -> engine.put(key, "of " + key));
        assertThat(engine.scan(segment("b"), segment("c")).keySet())
                .containsExactly(Bytes.utf8("b"), Bytes.utf8("ba"));
        assertThat(engine.scan(segment("bb"), OPEN_END).keySet())
                .containsExactly(Bytes.utf8("c"), Bytes.utf8("d"));
        assertThat(engine.scan(OPEN_END, segment("b")).keySet()).containsExactly(Bytes.utf8("a"));
        assertThat(engine.scan(segment("c"), segment("b"))).isEmpty();
        assertThat(engine.scan(segment("e"), OPEN_END)).isEmpty();
    }

    @Test
    void rule1_theShortestAndTheLongestKeysAndValuesAreKept() {
        EngineUnderTest engine = opened();
        Map<Bytes, Bytes> model = new TreeMap<>();
        int[] keySizes = {1, 255, 256, 4_096, 65_535};
        int[] valueSizes = {0, 1, 4_095, 70_000, 3_000_000};
        for (int i = 0; i < keySizes.length; i++) {
            byte[] key = new byte[keySizes[i]];
            byte[] value = new byte[valueSizes[i]];
            Arrays.fill(key, (byte) i);
            Arrays.fill(value, (byte) ~i);
            model.put(Bytes.copyOf(key), Bytes.copyOf(value));
        }
        model.forEach((key, value) ->
                engine.engine().apply(new WriteBatch().put(key.segment(), value.segment())));
        assertThat(engine.scan()).isEqualTo(model);
        model.forEach((key, value) -> assertThat(engine.get(key)).contains(value));
    }

    @Test
    void rule1_aKeyOfNoOrTooManyBytesIsRefusedAndItsWholeBatchWithIt() {
        EngineUnderTest engine = opened();
        for (int size : new int[] {0, 65_536}) {
            MemorySegment wrong = MemorySegment.ofArray(new byte[size]);
            WriteBatch batch =
                    new WriteBatch().put(segment("a"), segment("1")).put(wrong, segment("2"));
            assertThatIllegalArgumentException().isThrownBy(() -> engine.engine().apply(batch));
        }
        assertThat(engine.scan()).isEmpty();
        engine.put("b", "3");
        assertThat(engine.get("b")).contains("3");
    }

    @Test
    void rule2_aBatchIsAppliedInItsOrder() {
        EngineUnderTest engine = opened();
        engine.engine()
                .apply(
                        new WriteBatch()
                                .put(segment("a"), segment("1"))
                                .put(segment("a"), segment("2"))
                                .put(segment("b"), segment("1"))
                                .delete(segment("b"))
                                .delete(segment("c"))
                                .merge(segment("c"), segment("x"))
                                .merge(segment("c"), segment("y"))
                                .put(segment("d"), segment("old"))
                                .delete(segment("d"))
                                .put(segment("d"), segment("new")));
        assertThat(engine.get("a")).contains("2");
        assertThat(engine.get("b")).isEmpty();
        assertThat(engine.get("c")).contains("BEGUN,x,y");
        assertThat(engine.get("d")).contains("new");
        assertThat(engine.scan()).hasSize(3);
    }

    @Test
    void rule2_whatABatchPointsToMayChangeOnceItWasApplied() {
        EngineUnderTest engine = opened();
        byte[] key = {'k'};
        byte[] value = {'v'};
        WriteBatch batch =
                new WriteBatch().put(MemorySegment.ofArray(key), MemorySegment.ofArray(value));
        engine.engine().apply(batch);
        key[0] = 'x';
        value[0] = 'x';
        batch.clear();
        assertThat(engine.scan()).isEqualTo(Map.of(Bytes.utf8("k"), Bytes.utf8("v")));
    }

    @Seeded(cases = 8)
    void rule2_readersSeeAWholeBatchOrNothingOfIt(RandomGenerator random)
            throws InterruptedException {
        EngineUnderTest engine = opened();
        int rounds = 100 + random.nextInt(200);
        AtomicInteger scans = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        Crew crew = new Crew();
        crew.start(() -> {
            for (int round = 0;
                    round < rounds || scans.get() < LEAST_SCANS && !crew.hasFailed();
                    round++) {
                WriteBatch batch = new WriteBatch();
                for (int i = 0; i < 10; i++) {
                    batch.put(segment("key" + i), segment("round " + round));
                }
                engine.engine().apply(batch);
                assertThat(engine.get("key9")).contains("round " + round);
            }
            done.set(true);
        });
        crew.start(() -> {
            while (!done.get() && !crew.hasFailed()) {
                Map<Bytes, Bytes> seen = engine.scan();
                assertThat(seen.size()).isIn(0, 10);
                assertThat(seen.values().stream().distinct().count()).isLessThanOrEqualTo(1);
                scans.incrementAndGet();
            }
        });
        crew.await();
    }

    @Seeded(cases = 20)
    void rule2_anySequenceOfBatchesLeavesWhatAModelLeaves(RandomGenerator random) {
        EngineUnderTest engine = opened();
        ModelStore model = new ModelStore();
        for (int i = 0; i < 300; i++) {
            engine.engine().apply(model.randomBatch(random, 60));
            if (random.nextInt(20) == 0) {
                Bytes key = ModelStore.randomKey(random, 60);
                assertThat(engine.get(key)).isEqualTo(model.get(key));
            }
        }
        assertThat(engine.scan()).isEqualTo(model.pairs());
        model.pairs().forEach((key, value) -> assertThat(engine.get(key)).contains(value));
    }

    @Test
    void rule4_positionsGrowWithEveryBatch() {
        EngineUnderTest engine = opened();
        long before = engine.put("a", "1");
        for (int i = 0; i < 100; i++) {
            long position = engine.put("a", "value " + i);
            assertThat(position).isGreaterThan(before);
            before = position;
        }
        assertThat(engine.engine().durablePosition()).isLessThanOrEqualTo(before);
    }

    @Test
    void rule6_aMergeFoldsItsOperandIntoWhatIsThere() {
        EngineUnderTest engine = opened();
        engine.merge("new", "b");
        engine.merge("new", "a");
        engine.merge("new", "b");
        engine.put("put", "m");
        engine.merge("put", "z");
        engine.merge("put", "a");
        engine.put("deleted", "gone");
        engine.delete("deleted");
        engine.merge("deleted", "back");
        engine.merge("replaced", "gone");
        engine.put("replaced", "whole");
        assertThat(engine.get("new")).contains("BEGUN,a,b");
        assertThat(engine.get("put")).contains("a,m,z");
        assertThat(engine.get("deleted")).contains("BEGUN,back");
        assertThat(engine.get("replaced")).contains("whole");
        assertThat(engine.scan().values())
                .extracting(Bytes::utf8)
                .containsExactly("BEGUN,back", "BEGUN,a,b", "a,m,z", "whole");
    }

    @Test
    void rule6_noOperandIsLostWhenManyThreadsMerge() throws InterruptedException {
        EngineUnderTest engine = opened();
        Crew crew = new Crew();
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "t" + thread;
            crew.start(() -> {
                for (int i = 0; i < 50; i++) {
                    engine.merge("shared", name + "-" + i);
                }
            });
        }
        crew.await();
        assertThat(engine.get("shared").orElseThrow().split(",")).hasSize(1 + THREADS * 50);
    }

    @Test
    void rule7_theSinkIsCalledOnceForWhatIsFoundAndNeverForWhatIsNot() {
        EngineUnderTest engine = opened();
        engine.put("empty", "");
        engine.put("a", "1");
        assertThat(engine.get("empty")).contains("");
        assertThat(engine.get("a")).contains("1");
        assertThat(engine.get("b")).isEmpty();
        assertThat(engine.get("aa")).isEmpty();
    }

    @Test
    void rule8_tryReadNeverTouchesTheDisk() {
        EngineUnderTest engine = opened();
        ModelStore model = new ModelStore();
        model.fill(engine.engine(), 500, 2_000);
        Thread caller = Thread.currentThread();
        AtomicBoolean touched = new AtomicBoolean();
        disk.faults()
                .failReads(name ->
                        Thread.currentThread() == caller && touched.compareAndSet(false, true));
        model.pairs()
                .forEach((key, value) -> {
                    Lookup lookup =
                            engine.engine()
                                    .tryRead(
                                            key.segment(),
                                            found ->
                                                    assertThat(Bytes.copyOf(found))
                                                            .isEqualTo(value));
                    assertThat(lookup).as("of a key that is there").isNotEqualTo(Lookup.ABSENT);
                });
        assertThat(engine.engine().tryRead(segment("not there"), value -> {}))
                .isNotEqualTo(Lookup.FOUND);
        assertThat(touched).as("tryRead read a file").isFalse();
    }

    @Test
    void rule9_aCursorSeesTheStoreAsItWasWhenItWasMade() {
        EngineUnderTest engine = opened();
        ModelStore model = new ModelStore();
        model.fill(engine.engine(), 300, 100);
        Map<Bytes, Bytes> then = new TreeMap<>(model.pairs());
        try (Cursor early = engine.engine().cursor(OPEN_END, OPEN_END)) {
            then.keySet().forEach(key -> engine.delete(key.utf8()));
            engine.merge("another", "one");
            for (int i = 0; i < 2_000; i++) {
                engine.put("key" + i, "later ".repeat(100));
            }
            assertThat(drain(early)).isEqualTo(then);
        }
        assertThat(engine.scan()).hasSize(2_001);
    }

    @Test
    void rule12_afterCloseEveryMethodThrowsClosed() {
        StorageEngine engine = opened().engine();
        long position = engine.apply(new WriteBatch().put(segment("a"), segment("1")));
        engine.close();
        engine.close();
        assertClosed(() -> engine.tryRead(segment("a"), value -> {}));
        assertClosed(() -> engine.read(segment("a"), value -> {}));
        assertClosed(() -> engine.apply(new WriteBatch().put(segment("b"), segment("2"))));
        assertClosed(() -> engine.cursor(OPEN_END, OPEN_END));
        assertClosed(() -> engine.requestSync(position));
        assertClosed(engine::durablePosition);
        assertClosed(() -> engine.onDurable(advanced -> {}));
        assertClosed(engine::statistics);
        assertClosed(engine::recovery);
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.CLOSED));
    }

    @Test
    void rule12_closeWaitsForAReaderInsideACall() throws InterruptedException {
        EngineUnderTest engine = opened();
        engine.put("a", "1");
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean readerIsInside = new AtomicBoolean();
        Crew crew = new Crew();
        crew.start(() ->
                engine.engine()
                        .read(
                                segment("a"),
                                value -> {
                                    readerIsInside.set(true);
                                    reading.countDown();
                                    Crew.awaitLatch(goOn);
                                    assertThat(Bytes.copyOf(value).utf8()).isEqualTo("1");
                                    readerIsInside.set(false);
                                }));
        Crew.awaitLatch(reading);
        crew.start(() -> {
            engine.engine().close();
            assertThat(readerIsInside).as("a reader is inside when close returns").isFalse();
        });
        crew.start(goOn::countDown);
        crew.await();
    }

    @Test
    void rule13_manyThreadsReadAndWriteAtOnce() throws InterruptedException {
        EngineUnderTest engine = opened();
        Crew crew = new Crew();
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "t" + thread + "/";
            crew.start(() -> {
                for (int i = 0; i < 300; i++) {
                    engine.put(name + i % 100, "value " + i);
                    assertThat(engine.get(name + i % 100)).isEqualTo(Optional.of("value " + i));
                }
            });
        }
        crew.await();
        assertThat(engine.scan()).hasSize(THREADS * 100);
        engine.scan().forEach((key, value) -> assertThat(value.utf8()).matches("value 2\\d\\d"));
    }
}
