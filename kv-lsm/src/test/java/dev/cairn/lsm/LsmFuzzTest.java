package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.ChecksummedParts.Part;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes that no writer wrote under checksums that are right, so that every decoder gets to see
 * them: blocks, packed and not, indexes, filters, properties, footers, edits, records, batches.
 * Each takes them for something or says what is wrong and where; none throws anything else, reads
 * beyond what it was given, or takes memory for what cannot be.
 */
final class LsmFuzzTest {
    private static final int MUTATIONS = 40;
    private static final List<String> CODECS = List.of("none", "lz4", "zstd");

    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private LsmStore open(SimulatedDirectory disk, String codec) {
        var config =
                LsmConfig.DEFAULT
                        .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                        .withCacheBytes(0)
                        .withCodecs(codec, codec);
        return LsmStore.open(
                config,
                new StorageEngine.Env(
                        disk, new VirtualTime().clock(), tasks::add, Bench.MAX, event -> {}));
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private static Bytes key(int i) {
        return Bytes.utf8("key" + i % 70);
    }

    /** Tables in two levels, a log and a manifest with every kind of entry and edit. */
    private SimulatedDirectory sound(String codec) {
        SimulatedDirectory disk = new SimulatedDirectory();
        LsmStore store = open(disk, codec);
        for (int i = 0; i < 300; i++) {
            store.put(key(i), Bytes.utf8("value ".repeat(i % 60) + i));
            if (i == 200) {
                store.compact();
            }
        }
        store.delete(key(3));
        store.merge(key(4), Bytes.utf8("z"));
        store.flush();
        store.apply(
                new WriteBatch()
                        .putUntil(key(5).segment(), key(5).segment(), Long.MAX_VALUE)
                        .delete(key(6).segment())
                        .merge(key(7).segment(), key(7).segment())
                        .put(key(8).segment(), key(8).segment()));
        store.close();
        work();
        return disk;
    }

    private static byte[] mutated(byte[] sound, Part part, RandomGenerator random) {
        byte[] file = sound.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = part.from() + random.nextInt(part.to() - part.from());
            file[at] =
                    switch (random.nextInt(4)) {
                        case 0 -> 0;
                        case 1 -> (byte) 0xff;
                        case 2 -> (byte) (file[at] + 1);
                        default -> (byte) random.nextInt(256);
                    };
        }
        part.seal(file);
        return file;
    }

    private void fuzz(RandomGenerator random) throws IOException {
        String codec = CODECS.get(random.nextInt(CODECS.size()));
        SimulatedDirectory sound = sound(codec);
        List<String> files = sound.list().stream().filter(name -> sound.size(name) > 0).toList();
        for (int i = 0; i < MUTATIONS; i++) {
            String file = files.get(random.nextInt(files.size()));
            byte[] bytes = Golden.read(sound, file);
            List<Part> parts = ChecksummedParts.of(file, bytes);
            Part part = parts.get(random.nextInt(parts.size()));
            SimulatedDirectory disk = sound.afterProcessDeath();
            Golden.write(disk, file, mutated(bytes, part, random));
            try {
                use(disk, codec);
            } catch (StorageException told) {
                assertTold(told, file, sound.size(file));
            } catch (RuntimeException | Error other) {
                throw new AssertionError("after a change of " + part + " of " + file, other);
            }
            work();
        }
    }

    private static void assertTold(StorageException told, String file, int size) {
        if (told.kind() == StorageException.Kind.REFUSED) {
            return; // a version, codec or filter of another program
        }
        assertThat(told.kind()).as("of %s", told).isEqualTo(StorageException.Kind.CORRUPT);
        assertThat(told.file()).as("of %s", told).isNotEmpty();
        if (told.file().equals(file)) {
            assertThat(told.offset()).as("of %s", told).isBetween(0L, (long) size);
        }
    }

    private void use(SimulatedDirectory disk, String codec) {
        LsmStore store = open(disk, codec);
        try {
            for (Range range : List.of(Range.ALL, Range.ALL.reversed())) {
                try (Cursor cursor = store.cursor(range)) {
                    Bench.drain(cursor);
                } catch (StorageException told) {
                    assertTold(told, told.file(), Integer.MAX_VALUE);
                }
            }
            for (int i = 0; i < 70; i++) {
                try {
                    store.get(key(i));
                } catch (StorageException told) {
                    assertTold(told, told.file(), Integer.MAX_VALUE);
                }
            }
            store.scrub();
            store.compact();
        } finally {
            store.close();
        }
    }

    @Timeout(120)
    @Seeded(cases = 3)
    void noDecoderTripsOverWhatNoWriterWrote(RandomGenerator random) throws IOException {
        fuzz(random);
    }

    /**
     * A value too short for the time it should begin with; a packed block of more bytes than there
     * is memory; a footer whose lengths add up because they run over; a table that the manifest
     * says to be larger than it is, and to begin behind its end, in level 6 and in level 0.
     */
    @ParameterizedTest
    @ValueSource(
            longs = {
                0x92cbf561defaf767L,
                0xc9e12297d8cf5c62L,
                0xd0d5876a3682987L,
                0x793834784d6b04baL,
                0x64e003d6ae7b0159L
            })
    void whatOnceTrippedADecoderIsTold(long seed) throws IOException {
        fuzz(new SplittableRandom(seed));
    }

    @Tag("long")
    @Timeout(120)
    @Seeded(cases = 2_000)
    void noDecoderTripsOverWhatNoWriterWroteForManySeeds(RandomGenerator random)
            throws IOException {
        fuzz(random);
    }
}
