package dev.cairn.lsm.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemtableTest {
    private static final long ALL = Long.MAX_VALUE;

    private final Memtable memtable = new Memtable(1);

    @AfterEach
    void close() {
        memtable.close();
    }

    private void put(String key, String value, long position) {
        memtable.stage(
                EntryKind.PUT, Bytes.utf8(key).segment(), Bytes.utf8(value).segment(), position);
    }

    private String find(String key, long position) {
        Entry entry = memtable.find(Bytes.utf8(key).segment(), position);
        return entry.kind() + " " + Bytes.copyOf(entry.value()).utf8();
    }

    private static Map<Bytes, Bytes> drain(EntryCursor cursor) {
        Map<Bytes, Bytes> found = new TreeMap<>();
        while (cursor.next()) {
            found.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
        }
        return found;
    }

    @Test
    void aReaderSeesTheNewestVersionAtItsPosition() {
        memtable.begin();
        put("key", "first", 1);
        put("key", "second", 3);
        memtable.stage(EntryKind.DELETE, Bytes.utf8("key").segment(), MemorySegment.NULL, 5);
        assertThat(find("key", 0)).isEqualTo("NONE ");
        assertThat(find("key", 1)).isEqualTo("PUT first");
        assertThat(find("key", 2)).isEqualTo("PUT first");
        assertThat(find("key", 4)).isEqualTo("PUT second");
        assertThat(find("key", ALL)).isEqualTo("DELETE ");
        assertThat(drain(memtable.cursor(MemorySegment.NULL, 0))).isEmpty();
    }

    @Test
    void whatIsWithdrawnWasNeverThere() {
        memtable.begin();
        put("a", "kept", 1);
        memtable.begin();
        put("a", "taken back", 2);
        put("b", "taken back", 2);
        put("a", "taken back too", 2);
        memtable.withdraw();
        assertThat(find("a", ALL)).isEqualTo("PUT kept");
        assertThat(find("b", ALL)).isEqualTo("NONE ");
        assertThat(drain(memtable.cursor(MemorySegment.NULL, ALL))).hasSize(1);
        memtable.begin();
        put("b", "again", 2);
        assertThat(find("b", ALL)).isEqualTo("PUT again");
    }

    @Seeded(cases = 6)
    void itHoldsWhatASortedMapHolds(RandomGenerator random) {
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] key = new byte[1 + random.nextInt(12)];
            random.nextBytes(key);
            byte[] value = new byte[random.nextInt(random.nextInt(200) == 0 ? 300_000 : 100)];
            random.nextBytes(value);
            memtable.begin();
            memtable.stage(
                    EntryKind.PUT, MemorySegment.ofArray(key), MemorySegment.ofArray(value), i);
            model.put(Bytes.wrap(key), Bytes.wrap(value));
        }
        assertThat(drain(memtable.cursor(MemorySegment.NULL, ALL))).isEqualTo(model);
        byte[] from = new byte[4];
        random.nextBytes(from);
        assertThat(drain(memtable.cursor(MemorySegment.ofArray(from), ALL)))
                .isEqualTo(model.tailMap(Bytes.wrap(from)));
    }

    @Test
    void aReaderBesideTheWriterFindsAllThatWasPublishedAndInOrder() throws InterruptedException {
        int last = 30_000;
        AtomicLong published = new AtomicLong(-1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                for (long at = -1; at < last - 1; ) {
                                    at = published.get();
                                    if (at >= 0) {
                                        assertThat(find(key(at), at)).isEqualTo("PUT " + at);
                                        assertThat(find(key(at / 2), at))
                                                .isEqualTo("PUT " + at / 2);
                                    }
                                }
                            } catch (Throwable thrown) {
                                failure.set(thrown);
                            }
                        });
        for (long i = 0; i < last; i++) {
            memtable.begin();
            put(key(i), "" + i, i);
            published.set(i);
        }
        reader.join();
        assertThat(failure.get()).isNull();
        assertThat(drain(memtable.cursor(MemorySegment.NULL, ALL))).hasSize(last);
    }

    private static String key(long i) {
        return Long.toHexString(i * 0x9E3779B97F4A7C15L);
    }
}
