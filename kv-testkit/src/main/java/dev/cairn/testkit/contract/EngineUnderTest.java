package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageEngine.Lookup;
import dev.cairn.api.spi.WriteBatch;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A storage engine in the words of its contract: texts instead of segments, and every read checked
 * both ways.
 */
record EngineUnderTest(StorageEngine engine) {
    static final MemorySegment OPEN_END = MemorySegment.NULL;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    static MemorySegment segment(String text) {
        return Bytes.utf8(text).segment();
    }

    long put(String key, String value) {
        return engine.apply(new WriteBatch().put(segment(key), segment(value)));
    }

    long delete(String key) {
        return engine.apply(new WriteBatch().delete(segment(key)));
    }

    long merge(String key, String operand) {
        return engine.apply(new WriteBatch().merge(segment(key), segment(operand)));
    }

    Optional<String> get(String key) {
        return get(Bytes.utf8(key)).map(Bytes::utf8);
    }

    /**
     * Reads by {@code tryRead} and by {@code read}, which must agree, and checks that the sink is
     * called as often as it should.
     */
    Optional<Bytes> get(Bytes key) {
        List<Bytes> fromMemory = new ArrayList<>();
        Lookup lookup = engine.tryRead(key.segment(), value -> fromMemory.add(Bytes.copyOf(value)));
        assertThat(fromMemory)
                .as("values that tryRead gave for %s", lookup)
                .hasSize(lookup == Lookup.FOUND ? 1 : 0);
        List<Bytes> values = new ArrayList<>();
        boolean found = engine.read(key.segment(), value -> values.add(Bytes.copyOf(value)));
        assertThat(values).as("values that read gave").hasSize(found ? 1 : 0);
        if (lookup != Lookup.WOULD_BLOCK) {
            assertThat(fromMemory).as("tryRead beside read").isEqualTo(values);
        }
        return values.stream().findFirst();
    }

    Map<Bytes, Bytes> scan() {
        return scan(OPEN_END, OPEN_END);
    }

    /** All pairs of a range; checks that they come in the order of unsigned bytes. */
    Map<Bytes, Bytes> scan(MemorySegment from, MemorySegment to) {
        try (Cursor cursor = engine.cursor(from, to)) {
            return drain(cursor);
        }
    }

    static Map<Bytes, Bytes> drain(Cursor cursor) {
        TreeMap<Bytes, Bytes> pairs = new TreeMap<>();
        while (cursor.next()) {
            Bytes key = Bytes.copyOf(cursor.key());
            if (!pairs.isEmpty()) {
                assertThat(key)
                        .as("a key behind %s", pairs.lastKey())
                        .isGreaterThan(pairs.lastKey());
            }
            pairs.put(key, Bytes.copyOf(cursor.value()));
        }
        assertThat(cursor.next()).as("next() behind the end").isFalse();
        return pairs;
    }

    /** Asks for a sync and waits until the position is durable. */
    void awaitDurable(long position) {
        engine.requestSync(position);
        if (!Await.holds(() -> engine.durablePosition() >= position, LIMIT)) {
            fail(
                    "position %d was not durable %s after it was asked for; durable is %d",
                    position, LIMIT, engine.durablePosition());
        }
    }
}
