package dev.cairn.lsm.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

final class MergingCursorTest {
    private static final int SOURCES = 5;

    /** Walks over a map's pairs. */
    private static final class Pairs implements EntryCursor {
        private final Iterator<Map.Entry<Bytes, Bytes>> left;
        private Map.Entry<Bytes, Bytes> present = Map.entry(Bytes.EMPTY, Bytes.EMPTY);

        Pairs(Map<Bytes, Bytes> pairs) {
            this.left = pairs.entrySet().iterator();
        }

        @Override
        public boolean next() {
            boolean more = left.hasNext();
            if (more) {
                present = left.next();
            }
            return more;
        }

        @Override
        public MemorySegment key() {
            return present.getKey().segment();
        }

        @Override
        public EntryKind kind() {
            return EntryKind.PUT;
        }

        @Override
        public MemorySegment value() {
            return present.getValue().segment();
        }
    }

    /** Keys of a tree of names: many begin alike, for short stretches or long ones. */
    private static Bytes key(RandomGenerator random) {
        StringBuilder key = new StringBuilder();
        while (key.isEmpty() || random.nextInt(4) > 0) {
            key.append(random.nextBoolean() ? "a-long-part/" : random.nextBoolean() ? "b" : "");
            key.append((char) ('0' + random.nextInt(3)));
        }
        return Bytes.utf8(key.toString());
    }

    private static List<NavigableMap<Bytes, Bytes>> sources(RandomGenerator random) {
        List<NavigableMap<Bytes, Bytes>> newestFirst = new ArrayList<>();
        for (int age = 0; age < SOURCES; age++) {
            NavigableMap<Bytes, Bytes> pairs = new TreeMap<>();
            for (int left = random.nextInt(40); left > 0; left--) {
                pairs.put(key(random), Bytes.utf8("of " + age));
            }
            newestFirst.add(pairs);
        }
        return newestFirst;
    }

    private static List<Map.Entry<Bytes, Bytes>> all(EntryCursor cursor) {
        List<Map.Entry<Bytes, Bytes>> pairs = new ArrayList<>();
        while (cursor.next()) {
            pairs.add(Map.entry(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value())));
        }
        return pairs;
    }

    private static List<Pairs> pairs(Collection<NavigableMap<Bytes, Bytes>> newestFirst) {
        return newestFirst.stream().map(Pairs::new).toList();
    }

    private static EntryCursor upward(List<NavigableMap<Bytes, Bytes>> newestFirst) {
        return new MergingCursor(pairs(newestFirst), MergingCursorTest::refuse, true);
    }

    private static EntryCursor downward(List<NavigableMap<Bytes, Bytes>> newestFirst) {
        return MergingCursor.descending(
                pairs(newestFirst.stream().map(NavigableMap::descendingMap).toList()),
                MergingCursorTest::refuse);
    }

    private static MemorySegment refuse(
            MemorySegment key, MemorySegment existing, MemorySegment operand) {
        throw new AssertionError("nothing is merged here");
    }

    @Seeded(cases = 200)
    void keysThatBeginAlikeComeInOrderAndOnceEach(RandomGenerator random) {
        List<NavigableMap<Bytes, Bytes>> newestFirst = sources(random);
        NavigableMap<Bytes, Bytes> expected = new TreeMap<>();
        newestFirst.reversed().forEach(expected::putAll);

        assertThat(all(upward(newestFirst))).containsExactlyElementsOf(expected.entrySet());
        assertThat(all(downward(newestFirst)))
                .containsExactlyElementsOf(expected.descendingMap().entrySet());
    }
}
