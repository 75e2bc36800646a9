package dev.cairn.lsm.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.lsm.epoch.Epochs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BlockCacheTest {
    private static final int BLOCK_BYTES = 4_096;
    private static final int BLOCKS = 256;

    private final Epochs epochs = new Epochs();
    private final BlockCache<KeptBytes> cache =
            new BlockCache<>((long) BLOCKS * BLOCK_BYTES, epochs);
    private final Slots<KeptBytes> table = new Slots<>(1, 100_000);

    @AfterEach
    void close() {
        cache.close();
    }

    private static MemorySegment block(int index) {
        MemorySegment block = MemorySegment.ofArray(new byte[BLOCK_BYTES]);
        for (long at = 0; at < BLOCK_BYTES; at += Integer.BYTES) {
            block.set(ValueLayout.JAVA_INT_UNALIGNED, at, index);
        }
        return block;
    }

    /** Reads a block as a table would; whether it was cached. */
    private boolean read(int index) {
        int inside = epochs.enter();
        try {
            Optional<KeptBytes> found = table.get(index);
            found.ifPresent(held -> assertThat(held.bytes().mismatch(block(index))).isEqualTo(-1));
            if (found.isEmpty()) {
                KeptBytes.put(cache, table, index, block(index));
            }
            return found.isPresent();
        } finally {
            epochs.exit(inside);
        }
    }

    @Test
    void itHoldsNoMoreThanItsCapacityAndMostOfIt() {
        for (int i = 0; i < 20 * BLOCKS; i++) {
            read(i);
            assertThat(cache.used()).isLessThanOrEqualTo((long) BLOCKS * BLOCK_BYTES);
        }
        assertThat(cache.used()).isGreaterThan((long) BLOCKS * BLOCK_BYTES * 3 / 4);
    }

    @Test
    void aScanLeavesWhatIsInUseAlone() {
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < BLOCKS / 2; i++) {
                read(i);
            }
        }
        for (int i = 1_000; i < 1_000 + 10 * BLOCKS; i++) {
            read(i);
        }
        int kept = 0;
        for (int i = 0; i < BLOCKS / 2; i++) {
            kept += read(i) ? 1 : 0;
        }
        assertThat(kept).as("of %d blocks in use", BLOCKS / 2).isGreaterThan(BLOCKS / 2 * 9 / 10);
    }

    @Test
    void blocksAskedForOftenStayAmongBlocksAskedForOnce() {
        SplittableRandom random = new SplittableRandom(1);
        int hits = 0;
        int hot = 0;
        int fresh = 2_000;
        for (int i = 0; i < 60_000; i++) {
            if (random.nextInt(2) == 0) {
                hot++;
                hits += read(random.nextInt(BLOCKS / 2)) ? 1 : 0;
            } else {
                read(fresh++ % 90_000);
            }
        }
        assertThat((double) hits / hot).isGreaterThan(0.9);
    }

    @Test
    void aBlockIsNotOverwrittenWhileAReaderThatFoundItIsInside() {
        read(7);
        int inside = epochs.enter();
        MemorySegment found = table.get(7).orElseThrow().bytes();
        table.close();
        for (int i = 8; i < 8 + 40 * BLOCKS; i++) {
            KeptBytes.put(cache, new Slots<>(i, 1), 0, block(i));
        }
        assertThat(found.mismatch(block(7))).isEqualTo(-1);
        epochs.exit(inside);
        assertThat(cache.misses()).isEqualTo(1 + 40 * BLOCKS);
    }

    @Test
    void roomThatIsFilledTooLateIsForItsReaderAlone() {
        int inside = epochs.enter();
        Room<KeptBytes> room = cache.room(table, 7, BLOCK_BYTES).orElseThrow();
        for (int i = 8; i < 8 + 40 * BLOCKS; i++) {
            KeptBytes.put(cache, new Slots<>(i, 1), 0, block(i));
        }
        KeptBytes late = new KeptBytes(room.memory().copyFrom(block(7)));
        cache.keep(room, late);
        assertThat(table.get(7)).isEmpty();
        assertThat(late.bytes().mismatch(block(7))).isEqualTo(-1);
        epochs.exit(inside);
    }

    @Test
    void aBlockLargerThanASegmentGoesUncached() {
        MemorySegment large = MemorySegment.ofArray(new byte[BLOCKS * BLOCK_BYTES / 2]);
        KeptBytes.put(cache, table, 1, large);
        assertThat(table.get(1)).isEmpty();
    }

    @Test
    void aCacheOfNoBytesKeepsNothing() {
        try (BlockCache<KeptBytes> none = new BlockCache<>(0, epochs)) {
            KeptBytes.put(none, table, 1, block(1));
            assertThat(table.get(1)).isEmpty();
        }
    }

    @Test
    void manyThreadsNeverSeeAnotherBlocksBytes() throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean failed = new AtomicBoolean();
        Thread[] crew = new Thread[4];
        for (int i = 0; i < crew.length; i++) {
            SplittableRandom random = new SplittableRandom(i);
            crew[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    for (int n = 0; n < 20_000 && !failed.get(); n++) {
                                        read(random.nextInt(2 * BLOCKS));
                                    }
                                } catch (Throwable thrown) {
                                    failure.set(thrown);
                                    failed.set(true);
                                }
                            });
        }
        for (Thread thread : crew) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }
}
