package dev.cairn.testkit.contract;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.WriteBatch;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What a store should hold: a sorted map, to which every batch is applied that it makes. */
final class ModelStore {
    private final TreeMap<Bytes, Bytes> pairs = new TreeMap<>();

    Map<Bytes, Bytes> pairs() {
        return pairs;
    }

    Optional<Bytes> get(Bytes key) {
        return Optional.ofNullable(pairs.get(key));
    }

    static Bytes randomKey(RandomGenerator random, int keys) {
        return Bytes.utf8("key" + random.nextInt(keys));
    }

    /** A batch of a few puts, deletes and merges, already applied to the model. */
    WriteBatch randomBatch(RandomGenerator random, int keys) {
        WriteBatch batch = new WriteBatch();
        for (int writes = 1 + random.nextInt(5); writes > 0; writes--) {
            Bytes key = randomKey(random, keys);
            String word = "w" + random.nextInt(100);
            switch (random.nextInt(4)) {
                case 0 -> {
                    batch.delete(key.segment());
                    pairs.remove(key);
                }
                case 1 -> {
                    batch.merge(key.segment(), Bytes.utf8(word).segment());
                    pairs.compute(
                            key,
                            (same, old) ->
                                    Bytes.utf8(
                                            WordSets.union(
                                                    old == null ? WordSets.BEGUN : old.utf8(),
                                                    word)));
                }
                default -> {
                    Bytes value = Bytes.utf8((word + ",").repeat(random.nextInt(20)) + word);
                    batch.put(key.segment(), value.segment());
                    pairs.put(key, value);
                }
            }
        }
        return batch;
    }

    /** Puts {@code count} pairs with values of {@code valueBytes} into both. */
    void fill(StorageEngine engine, int count, int valueBytes) {
        for (int i = 0; i < count; i++) {
            Bytes key = Bytes.utf8("filled" + i);
            Bytes value = Bytes.utf8((i + " ").repeat(valueBytes).substring(0, valueBytes));
            engine.apply(new WriteBatch().put(key.segment(), value.segment()));
            pairs.put(key, value);
        }
    }
}
