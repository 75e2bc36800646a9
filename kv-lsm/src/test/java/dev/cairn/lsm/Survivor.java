package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that is to be killed. It checks what its forerunners left, says so, and goes on writing
 * until its end, saying how far it has got: {@code found N}, {@code applied N}, {@code durable N}.
 *
 * <p>What the batch at a position holds follows from the position alone, so whoever finds a
 * position knows what the store must hold.
 */
public final class Survivor {
    private static final int KEYS = 400;
    private static final long MOST_UNSYNCED = 400;
    private static final String FILLING = "0123456789abcdef".repeat(400);

    private Survivor() {}

    /** Arguments: the folder; the positions up to which batches must be there. */
    public static void main(String[] arguments) {
        LsmConfig config =
                LsmConfig.DEFAULT
                        .withMemtableBytes(LsmConfig.LEAST_MEMTABLE_BYTES)
                        .withCacheBytes(1 << 20);
        LsmStore store = LsmStore.open(Path.of(arguments[0]), config, Bench.MAX, EventSink.NONE);
        long found = store.apply(new WriteBatch());
        if (found < Long.parseLong(arguments[1])) {
            fail("position " + found + " where " + arguments[1] + " must be");
        }
        if (!pairs(store).equals(expected(found))) {
            fail("what is there is not what was there at position " + found);
        }
        if (!store.scrub().isEmpty()) {
            fail("damage at position " + found);
        }
        say("found", found);
        write(store, found);
    }

    private static void write(LsmStore store, long found) {
        AtomicLong durable = new AtomicLong(found);
        store.onDurable(position -> {
            durable.set(position);
            say("durable", position);
        });
        try {
            for (long position = found + 1; ; position++) {
                store.apply(batch(position));
                say("applied", position);
                if (new SplittableRandom(~position).nextInt(12) == 0) {
                    store.requestSync(position);
                }
                if (position - durable.get() > MOST_UNSYNCED) {
                    store.sync();
                }
            }
        } catch (StorageException diskGone) {
            System.out.println("gone " + diskGone.kind());
        }
    }

    private static void fail(String what) {
        System.out.println("failed " + what);
        Runtime.getRuntime().halt(1);
    }

    private static void say(String what, long position) {
        synchronized (Survivor.class) {
            System.out.println(what + " " + position);
        }
    }

    private static WriteBatch batch(long position) {
        WriteBatch batch = new WriteBatch();
        pairs(position)
                .forEach((key, value) -> {
                    if (value.isEmpty()) {
                        batch.delete(key.segment());
                    } else {
                        batch.put(key.segment(), value.segment());
                    }
                });
        return batch;
    }

    /** What the batch at a position gives to which keys; nothing: they are deleted. */
    private static Map<Bytes, Bytes> pairs(long position) {
        SplittableRandom random = new SplittableRandom(position);
        Map<Bytes, Bytes> pairs = new HashMap<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            Bytes key = Bytes.utf8("key" + random.nextInt(KEYS));
            Bytes value =
                    random.nextInt(5) == 0
                            ? Bytes.EMPTY
                            : Bytes.utf8(position + FILLING.substring(random.nextInt(6_400)));
            pairs.put(key, value);
        }
        return pairs;
    }

    private static Map<Bytes, Bytes> expected(long position) {
        Map<Bytes, Bytes> all = new TreeMap<>();
        for (long at = 1; at <= position; at++) {
            all.putAll(pairs(at));
        }
        all.values().removeIf(Bytes::isEmpty);
        return all;
    }

    private static Map<Bytes, Bytes> pairs(LsmStore store) {
        try (Cursor cursor = store.cursor(Range.ALL)) {
            return Bench.drain(cursor);
        }
    }
}
