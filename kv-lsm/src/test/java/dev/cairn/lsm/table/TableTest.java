package dev.cairn.lsm.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.lsm.Golden;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.epoch.Epochs;
import dev.cairn.lsm.filter.KeyHash;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class TableTest {
    private static final long NUMBER = 7;
    private static final String NAME = Table.fileName(NUMBER);

    private static final TableServices SERVICES = TableServices.load();

    private final SimulatedDirectory disk = new SimulatedDirectory();
    private TableSpec spec = new TableSpec(Optional.empty(), SERVICES.filter("bloom"));

    private record Stored(EntryKind kind, Bytes value) {}

    private TableInfo write(Map<Bytes, Stored> entries) throws IOException {
        try (TableWriter writer = new TableWriter(disk, NUMBER, spec, entries.size())) {
            for (Map.Entry<Bytes, Stored> entry : entries.entrySet()) {
                Stored stored = entry.getValue();
                writer.add(stored.kind(), entry.getKey().segment(), stored.value().segment());
            }
            return writer.finish();
        }
    }

    private static Table open(SimulatedDirectory directory) throws IOException {
        return Table.open(
                directory.open(Table.fileName(NUMBER)),
                NUMBER,
                SERVICES,
                new TableCache(1 << 20, new Epochs()));
    }

    private static Stored find(Table table, Bytes key) {
        Entry entry = table.find(key.segment(), KeyHash.of(key.segment()), true);
        return new Stored(entry.kind(), Bytes.copyOf(entry.value()));
    }

    private static Map<Bytes, Stored> scan(Table table, Bytes from) {
        Map<Bytes, Stored> found = new TreeMap<>();
        EntryCursor cursor = table.cursor(from.segment());
        while (cursor.next()) {
            found.put(
                    Bytes.copyOf(cursor.key()),
                    new Stored(cursor.kind(), Bytes.copyOf(cursor.value())));
        }
        return found;
    }

    private static List<Bytes> backward(Table table, Bytes to) {
        List<Bytes> found = new ArrayList<>();
        EntryCursor cursor = table.descending(to.segment());
        while (cursor.next()) {
            found.add(Bytes.copyOf(cursor.key()));
        }
        return found;
    }

    private static Map<Bytes, Stored> small() {
        return new TreeMap<>(
                Map.of(
                        Bytes.utf8("apple"), new Stored(EntryKind.PUT, Bytes.utf8("red")),
                        Bytes.utf8("apricot"), new Stored(EntryKind.DELETE, Bytes.EMPTY),
                        Bytes.utf8("banana"), new Stored(EntryKind.MERGE, Bytes.utf8("+1"))));
    }

    private static TreeMap<Bytes, Stored> random(RandomGenerator random) {
        TreeMap<Bytes, Stored> entries = new TreeMap<>();
        String shared =
                "https://example.org/a/rather/long/prefix/".substring(0, random.nextInt(40));
        int count = 1 + random.nextInt(2_000);
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[random.nextInt(random.nextInt(50) == 0 ? 20_000 : 200)];
            random.nextBytes(value);
            EntryKind kind = EntryKind.of(1 + random.nextInt(3));
            Bytes key = Bytes.utf8(shared + Integer.toString(random.nextInt(4 * count), 36));
            entries.put(
                    key,
                    new Stored(kind, kind == EntryKind.DELETE ? Bytes.EMPTY : Bytes.wrap(value)));
        }
        return entries;
    }

    @Test
    void aTableHasTheBytesOfTheGoldenFile() throws IOException {
        write(small());
        assertThat(Golden.read(disk, NAME)).isEqualTo(Golden.bytes("table-2.hex"));
    }

    @Test
    void theGoldenFilesOfAllFormatsAreReadBack() throws IOException {
        for (String golden : new String[] {"table-1.hex", "table-2.hex", "table-2-lz4.hex"}) {
            Golden.write(disk, NAME, Golden.bytes(golden));
            try (Table table = open(disk)) {
                assertThat(table.info().entries()).as(golden).isEqualTo(3);
                assertThat(scan(table, Bytes.EMPTY))
                        .isEqualTo(golden.contains("lz4") ? packable() : small());
            }
        }
    }

    private static Map<Bytes, Stored> packable() {
        return new TreeMap<>(
                Map.of(
                        Bytes.utf8("a"), new Stored(EntryKind.PUT, Bytes.utf8("na".repeat(40))),
                        Bytes.utf8("b"), new Stored(EntryKind.DELETE, Bytes.EMPTY),
                        Bytes.utf8("c"), new Stored(EntryKind.PUT, Bytes.utf8("na".repeat(40)))));
    }

    @Seeded(cases = 8)
    void aTableSaysWhatWasWrittenAndNothingElse(RandomGenerator random) throws IOException {
        TreeMap<Bytes, Stored> entries = random(random);
        String codec = List.of(TableServices.NONE, "lz4", "zstd").get(random.nextInt(3));
        int blockBytes = 64 << random.nextInt(9);
        spec = new TableSpec(SERVICES.codec(codec), SERVICES.filter("bloom"), blockBytes);
        TableInfo info = write(entries);
        assertThat(info.deletes())
                .isEqualTo(
                        entries.values().stream()
                                .filter(stored -> stored.kind() == EntryKind.DELETE)
                                .count());
        try (Table table = open(disk)) {
            assertThat(table.info()).isEqualTo(info);
            assertThat(info.smallest()).isEqualTo(entries.firstKey());
            assertThat(info.largest()).isEqualTo(entries.lastKey());
            entries.forEach((key, stored) -> assertThat(find(table, key)).isEqualTo(stored));
            for (Bytes key : entries.keySet()) {
                Bytes absent = Bytes.utf8(key.utf8() + "~");
                assertThat(find(table, absent).kind()).isEqualTo(EntryKind.NONE);
            }
            List<Bytes> keys = new ArrayList<>(entries.keySet());
            Bytes from =
                    Bytes.utf8(
                            keys.get(random.nextInt(keys.size())).utf8()
                                    + (random.nextBoolean() ? "" : "!"));
            assertThat(scan(table, from)).isEqualTo(entries.tailMap(from));
            assertThat(backward(table, from))
                    .containsExactlyElementsOf(
                            entries.headMap(from, false).descendingMap().keySet());
            assertThat(scan(table, Bytes.EMPTY)).isEqualTo(entries);
        }
    }

    @Test
    void aBlockThatIsNotInMemoryIsNotReadUnasked() throws IOException {
        write(small());
        try (Table table = open(disk)) {
            MemorySegment key = Bytes.utf8("apple").segment();
            long hash = KeyHash.of(key);
            assertThat(table.find(key, hash, false)).isEqualTo(Entry.UNREAD);
            assertThat(table.find(key, hash, true).kind()).isEqualTo(EntryKind.PUT);
            assertThat(table.find(key, hash, false).kind()).isEqualTo(EntryKind.PUT);
        }
    }

    @Test
    void anyFlippedBitIsToldWithFileAndOffset() throws IOException {
        write(small());
        for (int at = 0; at < disk.size(NAME); at++) {
            SimulatedDirectory damaged = disk.afterProcessDeath();
            damaged.flipBit(NAME, at, at % 8);
            int flipped = at;
            assertThatThrownBy(() -> readAll(damaged))
                    .as("bit %d of byte %d", at % 8, at)
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            told -> {
                                assertThat(told.kind()).isEqualTo(Kind.CORRUPT);
                                assertThat(told.file()).isEqualTo(NAME);
                                assertThat(told.offset()).isBetween(0L, (long) flipped);
                            });
        }
    }

    @Test
    void aTableCutShortAnywhereIsTold() throws IOException {
        write(small());
        byte[] bytes = Golden.read(disk, NAME);
        for (int end = 0; end < bytes.length; end++) {
            Golden.write(disk, NAME, Arrays.copyOf(bytes, end));
            assertThatThrownBy(() -> readAll(disk)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void randomBytesUnderARightChecksumNeverEscapeTheirBlock() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 5_000; i++) {
            byte[] payload = new byte[4 + random.nextInt(60)];
            random.nextBytes(payload);
            payload[payload.length - 1] = (byte) random.nextInt(4);
            payload[payload.length - 2] = 0;
            payload[payload.length - 3] = 0;
            payload[payload.length - 4] = 0;
            try {
                Block block = new Block(MemorySegment.ofArray(payload), 3);
                block.find(Bytes.utf8("key").segment());
                var loaded = new BlockScan.Loaded(block, payload, 0, 3);
                BlockWalk walk = new BlockWalk();
                loaded.walkFrom(0, walk);
                assertStaysWithin(payload, walk);
                assertStaysWithin(payload, new BlockDescent(loaded, walk, MemorySegment.NULL));
            } catch (IndexOutOfBoundsException malformed) {
                assertThat(malformed).isNotNull();
            }
        }
    }

    private static void assertStaysWithin(byte[] payload, EntryCursor cursor) {
        for (int entries = 0; entries < payload.length && cursor.next(); entries++) {
            assertThat(cursor.value().byteSize()).isLessThan(payload.length);
        }
    }

    @Test
    void aTableThatWasNotFinishedLeavesNoFile() throws IOException {
        try (TableWriter writer = new TableWriter(disk, NUMBER, spec, 1)) {
            writer.add(EntryKind.PUT, Bytes.utf8("key").segment(), Bytes.utf8("value").segment());
        }
        assertThat(disk.list()).isEmpty();
    }

    private static void readAll(SimulatedDirectory directory) throws IOException {
        try (Table table = open(directory)) {
            scan(table, Bytes.EMPTY);
        }
    }
}
