package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.api.spi.WriteBatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded door, on real files. */
final class LsmStoreTest {
    @TempDir Path folder;

    @Test
    void theExampleOfTheReadmeRuns() throws IOException {
        assertThat(Example.run(folder)).isEqualTo(Bytes.utf8("Turin"));
        String source = Files.readString(Path.of("src/test/java/dev/cairn/lsm/Example.java"));
        String example =
                source.substring(source.indexOf("        try ("), source.lastIndexOf("    }"));
        assertThat(Files.readString(Path.of("README.md")))
                .contains(example.stripTrailing().stripIndent());
    }

    @Test
    void aStoreIsOpenOnceAtATime() {
        try (LsmStore store = LsmStore.open(folder)) {
            store.put(Bytes.utf8("a"), Bytes.utf8("1"));
            assertThatThrownBy(() -> LsmStore.open(folder))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            told -> assertThat(told.kind()).isEqualTo(Kind.REFUSED));
        }
    }

    @Test
    void tablesMayBeReadFromAMapping() {
        LsmConfig config = LsmConfig.DEFAULT.withReads(ReadMode.MAPPED).withCacheBytes(0);
        try (LsmStore store = LsmStore.open(folder, config, Bench.MAX, EventSink.NONE)) {
            for (int round = 0; round < 3; round++) {
                for (int i = round; i < 1_000; i++) {
                    store.put(Bytes.utf8("key" + i), Bytes.utf8(i + " of " + round));
                }
                store.flush();
            }
            try (Cursor under = store.cursor(Range.ALL)) {
                assertThat(under.next()).isTrue();
                store.compact();
                int left = 1;
                while (under.next()) {
                    left++;
                }
                assertThat(left).as("read from mappings of deleted files").isEqualTo(1_000);
            }
            assertThat(store.get(Bytes.utf8("key0"))).contains(Bytes.utf8("0 of 0"));
            assertThat(store.get(Bytes.utf8("key999"))).contains(Bytes.utf8("999 of 2"));
            assertThat(store.scrub()).isEmpty();
        }
    }

    @Test
    void aStoreWithoutAnOperatorRefusesMergesAndNothingIsWritten() {
        try (LsmStore store = LsmStore.open(folder)) {
            Bytes key = Bytes.utf8("a");
            WriteBatch batch =
                    new WriteBatch()
                            .put(key.segment(), key.segment())
                            .merge(key.segment(), key.segment());
            assertThatThrownBy(() -> store.engine().apply(batch))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(store.get(key)).isEmpty();
        }
        LsmStore.open(folder).close();
    }

    @Test
    void manyThreadsFindWhatTheyWroteWhileTablesComeAndGo() throws Exception {
        int threads = 3;
        int writes = 1_500;
        AtomicLongArray written = new AtomicLongArray(threads);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        LsmConfig config =
                LsmConfig.DEFAULT
                        .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                        .withCacheBytes(1 << 20);
        try (LsmStore store = LsmStore.open(folder, config, Bench.MAX, EventSink.NONE)) {
            List<Thread> crew = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int name = thread;
                crew.add(start(failure, () -> write(store, name, writes, written)));
            }
            Thread scanner =
                    start(
                            failure,
                            () -> {
                                while (!done.get()) {
                                    assertOrdered(store);
                                }
                            });
            for (Thread writer : crew) {
                writer.join();
            }
            done.set(true);
            scanner.join();
            assertThat(failure.get()).isNull();
        }
        try (LsmStore store = LsmStore.open(folder, config, Bench.MAX, EventSink.NONE)) {
            for (int thread = 0; thread < threads; thread++) {
                for (int i = writes - 50; i < writes; i++) {
                    assertThat(store.get(key(thread, i)).orElseThrow().size()).isEqualTo(i % 3_000);
                }
            }
        }
    }

    @Test
    void aStoreMayBeClosedWhileOthersUseIt() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            LsmStore store = LsmStore.open(folder);
            store.put(key(0, 0), key(0, 0));
            store.flush();
            CountDownLatch busy = new CountDownLatch(4);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> crew =
                    List.of(
                            untilClosed(failure, busy, () -> store.get(key(0, 0))),
                            untilClosed(failure, busy, () -> store.put(key(0, 1), key(0, 1))),
                            untilClosed(failure, busy, () -> assertOrdered(store)),
                            untilClosed(
                                    failure,
                                    busy,
                                    () -> {
                                        try (Snapshot snapshot = store.snapshot()) {
                                            snapshot.get(key(0, 0));
                                        }
                                    }));
            busy.await();
            store.close();
            for (Thread thread : crew) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
        }
    }

    /** Calls until told that the store is closed, by that and nothing else. */
    private static Thread untilClosed(
            AtomicReference<Throwable> failure, CountDownLatch busy, Runnable call) {
        return start(
                failure,
                () -> {
                    for (int i = 0; ; i++) {
                        try {
                            call.run();
                        } catch (StorageException told) {
                            assertThat(told.kind()).isEqualTo(Kind.CLOSED);
                            return;
                        }
                        if (i == 20) {
                            busy.countDown();
                        }
                    }
                });
    }

    @Test
    void aValueIsCopiedToWhereTheCallerWantsIt() {
        try (LsmStore store = LsmStore.open(folder)) {
            Bytes key = Bytes.utf8("key");
            store.put(key, Bytes.utf8("value"));
            byte[] room = new byte[3];
            assertThat(store.get(key.segment(), MemorySegment.ofArray(room))).isEqualTo(5);
            assertThat(new String(room, StandardCharsets.UTF_8)).isEqualTo("val");
            assertThat(store.get(Bytes.utf8("absent").segment(), MemorySegment.ofArray(room)))
                    .isEqualTo(LsmStore.ABSENT);
            StoreStatistics told = store.statistics();
            assertThat(told.pointReads()).isEqualTo(2);
            assertThat(told.appliedBytes()).isEqualTo(8);
            assertThat(told.readsFromMemory()).isEqualTo(1);
        }
    }

    private static Thread start(AtomicReference<Throwable> failure, Runnable task) {
        return Thread.ofPlatform()
                .start(() -> {
                    try {
                        task.run();
                    } catch (Throwable thrown) {
                        failure.compareAndSet(null, thrown);
                    }
                });
    }

    private static void write(LsmStore store, int thread, int writes, AtomicLongArray written) {
        for (int i = 0; i < writes; i++) {
            store.put(key(thread, i), Bytes.wrap(new byte[i % 3_000]));
            written.set(thread, i);
            int other = (thread + 1) % written.length();
            long seen = written.get(other);
            if (seen > 0) {
                assertThat(store.get(key(other, seen)))
                        .as("key %d of thread %d", seen, other)
                        .isPresent();
            }
        }
    }

    private static Bytes key(int thread, long i) {
        return Bytes.utf8("key" + i % 400 + "/" + thread);
    }

    private static void assertOrdered(LsmStore store) {
        Bytes before = Bytes.EMPTY;
        try (Cursor cursor = store.engine().cursor(MemorySegment.NULL, MemorySegment.NULL)) {
            while (cursor.next()) {
                Bytes key = Bytes.copyOf(cursor.key());
                assertThat(key).isGreaterThan(before);
                before = key;
            }
        }
    }
}
