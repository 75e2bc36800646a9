package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What one thread in the background does, and in which order, when there is always more to do. */
final class CompactionTurnsTest {
    private static final LsmConfig CONFIG =
            LsmConfig.DEFAULT
                    .withSync(SyncMode.NONE)
                    .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                    .withCodecs("none", "none")
                    .withCacheBytes(0);
    private static final int PUTS = 5_000;
    private static final int PUTS_A_TURN = 250;
    private static final int VALUE_BYTES = 4_000;

    private final SimulatedDirectory disk = new SimulatedDirectory();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final SplittableRandom random = new SplittableRandom(1);

    private static Bytes key(long number) {
        return Bytes.copyOf(ByteBuffer.allocate(Long.BYTES).putLong(0, number).array());
    }

    @Test
    void aTaskMergesOnceSoThatTablesAreClosedAndDeletedBeforeTheNextMerge() {
        StorageEngine.Env env =
                new StorageEngine.Env(
                        disk, new VirtualTime().clock(), tasks::add, Bench.MAX, EventSink.NONE);
        Bytes value = Bytes.copyOf(new byte[VALUE_BYTES]);
        try (LsmStore store = LsmStore.open(CONFIG, env)) {
            for (int i = 1; i <= PUTS; i++) {
                store.put(key(random.nextLong()), value);
                if (i % PUTS_A_TURN == 0) {
                    runTasks(store);
                }
            }
            StoreStatistics now = store.statistics();
            assertThat(now.compactions()).isGreaterThan(5);
            assertThat(disk.list().stream().filter(name -> name.endsWith(".table")))
                    .hasSize(now.levels().stream().mapToInt(StoreStatistics.Level::tables).sum());
        }
    }

    private void runTasks(LsmStore store) {
        while (!tasks.isEmpty()) {
            long before = store.statistics().compactions();
            tasks.remove().run();
            assertThat(store.statistics().compactions() - before).isLessThanOrEqualTo(1);
        }
    }
}
