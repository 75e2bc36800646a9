package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that are gone from a time on, by the clock that the store was given. */
final class LsmExpiryTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final Duration TEN = Duration.ofMillis(10);

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private SimulatedDirectory disk = new SimulatedDirectory();
    private long millis = 1_000_000;
    private LsmStore store = open(disk);

    private LsmStore open(SimulatedDirectory directory) {
        Clock clock =
                new Clock() {
                    @Override
                    public long nanos() {
                        return millis * 1_000_000;
                    }

                    @Override
                    public long millis() {
                        return millis;
                    }
                };
        return LsmStore.open(
                LsmConfig.DEFAULT.withCacheBytes(0),
                new StorageEngine.Env(directory, clock, tasks::add, Bench.MAX, event -> {}));
    }

    @AfterEach
    void close() {
        store.close();
        tasks.forEach(Runnable::run);
    }

    private void reopen(SimulatedDirectory left) {
        close();
        tasks.clear();
        disk = left;
        store = open(disk);
    }

    private static List<String> keys(StorageEngine.Cursor opened) {
        List<String> keys = new ArrayList<>();
        try (StorageEngine.Cursor cursor = opened) {
            while (cursor.next()) {
                keys.add(Bytes.copyOf(cursor.key()).utf8());
            }
        }
        return keys;
    }

    @Test
    void aValueIsThereUntilItsTimeAndThenNot() {
        store.put(A, Bytes.utf8("for ten"), TEN);
        store.put(B, Bytes.utf8("for ever"));
        for (int place = 0; place < 3; place++) {
            millis += 3;
            assertThat(store.get(A)).contains(Bytes.utf8("for ten"));
            assertThat(keys(store.cursor(Range.ALL))).containsExactly("a", "b");
            if (place == 0) {
                store.flush();
            } else {
                reopen(disk.afterProcessDeath());
            }
        }
        millis++;
        assertThat(store.get(A)).isEmpty();
        assertThat(store.tryRead(A, value -> {})).isNotEqualTo(StorageEngine.Lookup.FOUND);
        assertThat(keys(store.cursor(Range.ALL))).containsExactly("b");
        assertThat(keys(store.cursor(Range.ALL.reversed()))).containsExactly("b");
    }

    @Test
    void whatItReplacedDoesNotComeBack() {
        store.put(A, Bytes.utf8("before"));
        store.flush();
        store.put(A, Bytes.utf8("for ten"), TEN);
        store.flush();
        millis += 10;
        assertThat(store.get(A)).isEmpty();
        store.compact();
        assertThat(store.get(A)).isEmpty();
        assertThat(store.statistics().levels()).allMatch(level -> level.entries() == 0);
    }

    @Test
    void aSnapshotAndACursorKeepWhatWasThereWhenTheyWereMade() {
        store.put(A, Bytes.utf8("for ten"), TEN);
        store.flush();
        try (Snapshot before = store.snapshot();
                StorageEngine.Cursor cursor = store.cursor(Range.ALL)) {
            millis += 10;
            store.compact();
            assertThat(store.get(A)).isEmpty();
            assertThat(before.get(A)).contains(Bytes.utf8("for ten"));
            assertThat(keys(before.cursor(Range.ALL))).containsExactly("a");
            assertThat(cursor.next()).isTrue();
        }
    }

    @Test
    void aMergeLeavesAValueItsTimeAndBeginsAnewBehindIt() {
        for (Bytes key : List.of(A, B)) {
            store.put(key, Bytes.utf8("m"), TEN);
            store.flush();
        }
        store.merge(A, Bytes.utf8("z"));
        millis += 9;
        assertThat(store.get(A)).contains(Bytes.utf8("z"));
        millis++;
        store.merge(B, Bytes.utf8("c"));
        assertThat(store.get(A)).isEmpty();
        assertThat(store.get(B)).contains(Bytes.utf8("c"));
        reopen(disk.afterProcessDeath());
        assertThat(store.get(A)).isEmpty();
        assertThat(store.get(B)).contains(Bytes.utf8("c"));
        store.compact();
        assertThat(store.get(B)).contains(Bytes.utf8("c"));
    }

    /** Also after a reopen, when only the manifest knows that values expire. */
    @Test
    void aMergeIsDecidedWhenItIsAppliedNotWhenTablesAreMerged() {
        store.put(A, Bytes.utf8("m"), TEN);
        store.flush();
        reopen(disk.afterProcessDeath());
        store.merge(A, Bytes.utf8("a"));
        assertThat(store.get(A)).contains(Bytes.utf8("m"));
        SimulatedDirectory copy = disk.child("copy");
        store.checkpoint(copy);
        millis += 10;
        store.compact();
        assertThat(store.get(A)).isEmpty();
        reopen(copy);
        assertThat(store.get(A)).isEmpty();
        store.merge(A, Bytes.utf8("b"));
        store.flush();
        assertThat(store.get(A)).contains(Bytes.utf8("b"));
    }

    @Test
    void aBatchMayHoldBothKinds() {
        store.apply(
                new WriteBatch()
                        .putUntil(A.segment(), A.segment(), millis + 10)
                        .merge(A.segment(), B.segment())
                        .put(B.segment(), B.segment()));
        assertThat(store.multiGet(List.of(A, B)))
                .allSatisfy(value -> assertThat(value).contains(B));
        millis += 10;
        assertThat(store.get(A)).isEmpty();
        assertThat(store.get(B)).contains(B);
    }
}
