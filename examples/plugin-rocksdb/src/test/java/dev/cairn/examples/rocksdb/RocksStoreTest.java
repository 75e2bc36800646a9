package dev.cairn.examples.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.api.spi.WriteBatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store keeps, on a real disk. */
@Timeout(120)
final class RocksStoreTest {
    @TempDir private Path folder;

    private static long put(StorageEngine engine, String key, String value) {
        return engine.apply(
                new WriteBatch().put(Bytes.utf8(key).segment(), Bytes.utf8(value).segment()));
    }

    private static Optional<String> get(StorageEngine engine, String key) {
        Bytes[] found = new Bytes[1];
        return engine.read(Bytes.utf8(key).segment(), value -> found[0] = Bytes.copyOf(value))
                ? Optional.of(found[0].utf8())
                : Optional.empty();
    }

    /** What a process that dies now would leave: all that is in the kernel. */
    private Path asIfKilled() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("killed"));
        Path store = folder.resolve("store");
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.filter(path -> !path.equals(store)).toList()) {
                Files.copy(
                        file,
                        copy.resolve(store.relativize(file)),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    @Test
    void whatWasAppliedSurvivesTheDeathOfTheProcessWhichIsToldFromAClose() throws IOException {
        Path killed;
        try (StorageEngine engine = Stores.open(folder.resolve("store"))) {
            assertThat(engine.recovery().clean()).as("a new store").isTrue();
            put(engine, "a", "1");
            killed = asIfKilled();
        }
        try (StorageEngine engine = Stores.open(killed)) {
            assertThat(get(engine, "a")).contains("1");
            assertThat(engine.recovery().clean()).as("after a crash").isFalse();
            assertThat(engine.recovery().lostTailBytes()).isZero();
        }
        try (StorageEngine engine = Stores.open(folder.resolve("store"))) {
            assertThat(get(engine, "a")).contains("1");
            assertThat(engine.recovery().clean()).as("after a close").isTrue();
        }
    }

    @Test
    void aTornLogIsReported() throws IOException {
        Path killed;
        try (StorageEngine engine = Stores.open(folder.resolve("store"))) {
            put(engine, "a", "1");
            put(engine, "b", "x".repeat(1_000));
            killed = asIfKilled();
        }
        try (Stream<Path> files = Files.list(killed.resolve("rocksdb"))) {
            Path log =
                    files.filter(file -> file.toString().endsWith(".log"))
                            .findFirst()
                            .orElseThrow();
            byte[] whole = Files.readAllBytes(log);
            Files.write(log, Arrays.copyOf(whole, whole.length - 500));
        }
        try (StorageEngine engine = Stores.open(killed)) {
            assertThat(engine.recovery().clean()).isFalse();
            assertThat(engine.recovery().lostTailBytes()).isPositive();
            assertThat(get(engine, "a")).contains("1");
            assertThat(get(engine, "b")).isEmpty();
        }
    }

    @Test
    void theListenerHearsOfAPositionOnceItIsOnStableStorage() throws Exception {
        try (StorageEngine engine = Stores.open(folder)) {
            CountDownLatch heard = new CountDownLatch(1);
            long position = put(engine, "a", "1");
            assertThat(engine.durablePosition()).isLessThan(position);
            engine.onDurable(durable -> {
                if (durable >= position) {
                    heard.countDown();
                }
            });
            engine.requestSync(position);
            assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(engine.durablePosition()).isGreaterThanOrEqualTo(position);
        }
    }

    @Test
    void aStoreIsOpenOnceAtATime() throws IOException {
        try (StorageEngine engine = Stores.open(folder)) {
            assertThatThrownBy(() -> Stores.open(folder))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            told -> assertThat(told.kind()).isEqualTo(Kind.REFUSED));
            put(engine, "a", "1");
            assertThat(get(engine, "a")).contains("1");
        }
    }

    @Test
    void aCursorLeftOpenDoesNotOutliveTheStore() throws IOException {
        StorageEngine engine = Stores.open(folder);
        put(engine, "a", "1");
        Cursor cursor = engine.cursor(MemorySegment.NULL, MemorySegment.NULL);
        assertThat(cursor.next()).isTrue();
        engine.close();
        assertThatThrownBy(cursor::next)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(Kind.CLOSED));
        cursor.close();
    }

    @Test
    void statisticsTellOfTablesAndLog() throws IOException {
        try (StorageEngine engine = Stores.open(folder)) {
            for (int i = 0; i < 1_000; i++) {
                put(engine, "key" + i, "x".repeat(1_000));
            }
            assertThat(engine.statistics().diskBytes()).isPositive();
            assertThat(engine.statistics().memtableBytes()).isPositive();
        }
    }
}
