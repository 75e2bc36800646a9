package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys with many merges, whose operands lie in several places. */
final class LsmMergeTest {
    private static final Bytes KEY = Bytes.utf8("key");

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger folds = new AtomicInteger();
    private final LsmStore store =
            LsmStore.open(
                    LsmConfig.DEFAULT.withCacheBytes(0),
                    new StorageEngine.Env(
                            new SimulatedDirectory(),
                            new VirtualTime().clock(),
                            tasks::add,
                            this::counted,
                            event -> {}));

    private MemorySegment counted(
            MemorySegment key, MemorySegment existing, MemorySegment operand) {
        folds.incrementAndGet();
        return Bench.MAX.merge(key, existing, operand);
    }

    @AfterEach
    void close() {
        store.close();
        tasks.forEach(Runnable::run);
    }

    private static Bytes value(int number) {
        return Bytes.utf8("%04d".formatted(number));
    }

    private void mergeAThousandTimes() {
        store.put(KEY, value(0));
        for (int i = 1; i <= 1_000; i++) {
            if (i % 250 == 0) {
                store.flush();
            }
            store.merge(KEY, value(i));
        }
    }

    @Test
    void onlyTheFirstReadPaysForTheFold() {
        mergeAThousandTimes();
        assertThat(store.get(KEY)).contains(value(1_000));
        int before = folds.get();
        for (int i = 0; i < 10; i++) {
            assertThat(store.get(KEY)).contains(value(1_000));
        }
        assertThat(folds.get()).isEqualTo(before);
    }

    @Test
    void aReadSeesEveryMergeBeforeIt() {
        mergeAThousandTimes();
        assertThat(store.get(KEY)).contains(value(1_000));
        try (Snapshot then = store.snapshot()) {
            for (int i = 1_001; i < 1_010; i++) {
                store.merge(KEY, value(i));
                assertThat(store.get(KEY)).contains(value(i));
                assertThat(then.get(KEY)).contains(value(1_000));
            }
            store.delete(KEY);
            assertThat(store.get(KEY)).isEmpty();
            store.merge(KEY, value(5));
            assertThat(store.get(KEY)).contains(value(5));
            assertThat(then.get(KEY)).contains(value(1_000));
        }
    }
}
