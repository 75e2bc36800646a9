package dev.cairn.lsm.memtable;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.area.Area;
import dev.cairn.lsm.area.Areas;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import dev.cairn.lsm.filter.KeyHash;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemtableTest {
    private static final long ALL = Long.MAX_VALUE;

    private final Areas areas = usedAreas();
    private final Memtable memtable = new Memtable(1, 100, areas, 0);

    /** As the memtable before has left them. */
    private static Areas usedAreas() {
        Areas areas = new Areas(4 << 20);
        List<Area> taken = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Area area = areas.take(areas.usualBytes());
            area.memory().fill((byte) 0xa5);
            taken.add(area);
        }
        areas.give(taken);
        return areas;
    }

    @AfterEach
    void close() {
        memtable.close();
        areas.close();
    }

    private void put(String key, String value, long position) {
        memtable.stage(
                EntryKind.PUT, Bytes.utf8(key).segment(), Bytes.utf8(value).segment(), position);
    }

    private String find(String key, long position) {
        MemorySegment sought = Bytes.utf8(key).segment();
        Entry entry = memtable.find(sought, KeyHash.of(sought), position);
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

    /** Keys of a few shapes: random, counted up, with long beginnings in common. */
    private static byte[] anyKey(RandomGenerator random, int shape, int i) {
        byte[] key = new byte[1 + random.nextInt(12)];
        random.nextBytes(key);
        return switch (shape) {
            case 0 -> key;
            case 1 -> "%08d".formatted(i).getBytes(US_ASCII);
            case 2 -> "%08d".formatted(random.nextInt(20_000)).getBytes(US_ASCII);
            default ->
                    ("https://example.org/a/long/path/"
                                    + random.nextInt(9)
                                    + "/"
                                    + random.nextInt(2_000))
                            .getBytes(US_ASCII);
        };
    }

    private void load(byte[] key, byte[] value, long position) {
        MemorySegment both = MemorySegment.ofArray(Arrays.copyOf(key, key.length + value.length));
        MemorySegment.copy(value, 0, both, ValueLayout.JAVA_BYTE, key.length, value.length);
        long record = memtable.record(both, 0, key.length);
        memtable.load(record, EntryKind.PUT, both, key.length, value.length, position);
    }

    /** Some of it loaded, as a replay does, and the rest staged. */
    @Seeded(cases = 6)
    void itHoldsWhatASortedMapHolds(RandomGenerator random) {
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        int shape = random.nextInt(4);
        int loaded = random.nextInt(2) * random.nextInt(3_001);
        for (int i = 0; i < 3_000; i++) {
            byte[] key = anyKey(random, random.nextInt(50) == 0 ? 0 : shape, i);
            byte[] value = new byte[random.nextInt(random.nextInt(500) == 0 ? 300_000 : 50)];
            random.nextBytes(value);
            if (i == loaded) {
                memtable.order();
            }
            if (i < loaded) {
                load(key, value, i);
            } else {
                memtable.begin();
                memtable.stage(
                        EntryKind.PUT, MemorySegment.ofArray(key), MemorySegment.ofArray(value), i);
            }
            model.put(Bytes.wrap(key), Bytes.wrap(value));
        }
        if (loaded == 3_000) {
            memtable.order();
        }
        assertSame(memtable.cursor(MemorySegment.NULL, ALL), model);
        assertSame(memtable.descending(MemorySegment.NULL, ALL), model.descendingMap());
        for (int i = 0; i < 10; i++) {
            Bytes bound = Bytes.wrap(anyKey(random, random.nextBoolean() ? 0 : shape, i));
            assertSame(memtable.cursor(bound.segment(), ALL), model.tailMap(bound, true));
            assertSame(
                    memtable.descending(bound.segment(), ALL),
                    model.headMap(bound, false).descendingMap());
        }
    }

    private static void assertSame(EntryCursor cursor, NavigableMap<Bytes, Bytes> model) {
        for (Map.Entry<Bytes, Bytes> pair : model.entrySet()) {
            if (!cursor.next()
                    || !KeyOrder.same(cursor.key(), pair.getKey().segment())
                    || !KeyOrder.same(cursor.value(), pair.getValue().segment())) {
                throw new AssertionError("at " + pair.getKey());
            }
        }
        assertThat(cursor.next()).isFalse();
    }

    /** What a walk shows is all that was published before it began, in order, and nothing else. */
    @Test
    void aWalkBesideTheWriterFindsAllThatWasPublishedInOrder() throws InterruptedException {
        int last = 10_000;
        AtomicLong published = new AtomicLong(-1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                long at = -1;
                                for (boolean up = true; at < last - 1; up = !up) {
                                    at = published.get();
                                    assertThat(walk(at, up)).isEqualTo(at + 1);
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
    }

    private long walk(long position, boolean up) {
        EntryCursor cursor =
                up
                        ? memtable.cursor(MemorySegment.NULL, position)
                        : memtable.descending(MemorySegment.NULL, position);
        long found = 0;
        Bytes before = Bytes.EMPTY;
        while (cursor.next()) {
            Bytes key = Bytes.copyOf(cursor.key());
            assertThat(found == 0 || before.compareTo(key) < 0 == up).isTrue();
            before = key;
            found++;
        }
        return found;
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
