package dev.cairn.lsm;

import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What the merges of some keys came to in one view, so that only the first read of a key whose
 * operands lie in several places gathers them. What lies below an operand does not change as long
 * as the view lasts, so nothing here gets old; a newer write of the key is found before it.
 *
 * <p>On the heap, a slot for each of 1,024 hashes, the newest in its slot, small pairs only. Safe
 * for all threads, without locks.
 */
final class Folds {
    private static final int SLOTS = 1_024;
    private static final long MOST_BYTES = 2_048;

    private final AtomicReferenceArray<Fold> slots = new AtomicReferenceArray<>(SLOTS);

    private record Fold(MemorySegment key, long operand, Entry entry) {}

    /**
     * What was kept.
     *
     * @param operand which operand is the newest: its address in a memtable; 0: one in a table
     */
    Optional<Entry> get(MemorySegment key, long hash, long operand) {
        Fold fold = slots.get(slot(hash));
        return fold != null && fold.operand == operand && KeyOrder.same(fold.key, key)
                ? Optional.of(fold.entry)
                : Optional.empty();
    }

    /** Keeps a copy of what the merges came to, unless it is large. */
    void put(MemorySegment key, long hash, long operand, Entry entry) {
        if (key.byteSize() + entry.value().byteSize() <= MOST_BYTES) {
            slots.set(
                    slot(hash),
                    new Fold(copy(key), operand, new Entry(entry.kind(), copy(entry.value()))));
        }
    }

    private static int slot(long hash) {
        return (int) (hash >>> 32) & SLOTS - 1;
    }

    private static MemorySegment copy(MemorySegment bytes) {
        return MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE)).asReadOnly();
    }
}
