package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.table.TableInfo;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class KeyRangesTest {
    private static final List<Bytes> CUTS = List.of(Bytes.utf8("g"), Bytes.utf8("p"));

    private static List<TableInfo> table(Bytes from, Bytes to) {
        return List.of(new TableInfo(1, 1, 1, from, to, 0, 1, 0));
    }

    private static List<String> ranges(KeyRanges merge) {
        return merge.written().stream()
                .map(table -> table.smallest().utf8() + "-" + table.largest().utf8())
                .toList();
    }

    @Test
    void oneThreadAloneMergesAllRanges() throws IOException {
        KeyRanges merge = new KeyRanges(CUTS, KeyRangesTest::table);
        Queue<Runnable> later = new ArrayDeque<>();
        merge.mergeAll(later::add);
        assertThat(ranges(merge)).containsExactly("-g", "g-p", "p-");
        later.forEach(Runnable::run);
        assertThat(ranges(merge)).hasSize(3);
    }

    @Test
    void anExecutorThatIsStoppedIsNotNeeded() throws IOException {
        KeyRanges merge = new KeyRanges(CUTS, KeyRangesTest::table);
        merge.mergeAll(task -> {
            throw new RejectedExecutionException();
        });
        assertThat(ranges(merge)).hasSize(3);
    }

    @Test
    void otherThreadsTakeRangesThatAreLeft() throws IOException {
        CountDownLatch allAtOnce = new CountDownLatch(3);
        KeyRanges merge =
                new KeyRanges(
                        CUTS,
                        (from, to) -> {
                            allAtOnce.countDown();
                            try {
                                allAtOnce.await();
                            } catch (InterruptedException stopped) {
                                throw new IOException(stopped);
                            }
                            return table(from, to);
                        });
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            merge.mergeAll(threads);
        }
        assertThat(ranges(merge)).containsExactly("-g", "g-p", "p-");
    }

    @Test
    void whatFailsInOneRangeIsThrownAndNoOtherIsBegun() {
        KeyRanges merge =
                new KeyRanges(
                        CUTS,
                        (from, to) -> {
                            if (from.equals(CUTS.getFirst())) {
                                throw new IOException("full");
                            }
                            return table(from, to);
                        });
        assertThatThrownBy(() -> merge.mergeAll(task -> {})).hasMessage("full");
        assertThat(ranges(merge)).containsExactly("-g");
    }

    @Test
    void aMergeCutIntoRangesHoldsWhatWasWritten() {
        LsmConfig config =
                LsmConfig.DEFAULT
                        .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                        .withCodecs("none", "none");
        SimulatedDirectory disk = new SimulatedDirectory();
        try (Bench bench = new Bench(disk, config)) {
            SplittableRandom random = new SplittableRandom(4);
            for (int i = 0; i < 1_500; i++) {
                String key = "key" + random.nextInt(900);
                if (random.nextInt(10) == 0) {
                    bench.delete(key);
                } else {
                    bench.put(key, "v".repeat(random.nextInt(8_000)) + i);
                }
            }
            int tasks = bench.tasks.size();
            ((LsmEngine) bench.engine).compact();
            assertThat(bench.tasks).as("offers to merge a range").hasSizeGreaterThan(tasks + 1);
            assertThat(bench.scan()).isEqualTo(bench.model);
        }
    }
}
