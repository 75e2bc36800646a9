package dev.cairn.lsm.table;

import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Which block may hold a key. A block has a separator: the shortest key that is behind all of the
 * block before and not behind its own first. The first eight bytes of the separators lie in an
 * array of their own, where a search begins. Immutable; safe for all threads.
 */
final class TableIndex {
    private final long[] prefixes;
    private final int[] separatorEnds;
    private final MemorySegment separators;
    private final long[] offsets;

    private TableIndex(
            long[] prefixes, int[] separatorEnds, MemorySegment separators, long[] offsets) {
        this.prefixes = prefixes;
        this.separatorEnds = separatorEnds;
        this.separators = separators;
        this.offsets = offsets;
    }

    /** Number of blocks. */
    int blocks() {
        return prefixes.length;
    }

    /** Where the block begins in the file; for {@link #blocks}, where the last one ends. */
    long offset(int block) {
        return offsets[block];
    }

    /** The only block that may hold {@code key}; −1 when the key is before all of them. */
    int find(MemorySegment key) {
        long prefix = KeyOrder.prefix(key);
        int low = -1;
        int high = prefixes.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            int order = Long.compareUnsigned(prefixes[middle], prefix);
            if (order == 0) {
                int from = middle == 0 ? 0 : separatorEnds[middle - 1];
                order = KeyOrder.compare(separators, from, separatorEnds[middle], key);
            }
            if (order <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Reads what {@link Builder#encode} wrote; throws {@link MalformedException}. */
    static TableIndex decode(MemorySegment source, long blocksBytes) {
        WireReader reader = new WireReader(source);
        int count = reader.varint((int) Math.min(Integer.MAX_VALUE - 8, source.byteSize()));
        byte[] separators = new byte[(int) source.byteSize()];
        int used = 0;
        long[] prefixes = new long[count];
        int[] ends = new int[count];
        long[] offsets = new long[count + 1];
        offsets[0] = TableFormat.HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            MemorySegment separator = reader.slice();
            int length = (int) separator.byteSize();
            MemorySegment.copy(separator, ValueLayout.JAVA_BYTE, 0, separators, used, length);
            used += length;
            ends[i] = used;
            prefixes[i] = KeyOrder.prefix(separator);
            offsets[i + 1] = offsets[i] + reader.varint(Integer.MAX_VALUE);
        }
        reader.end();
        if (offsets[count] != TableFormat.HEADER_BYTES + blocksBytes) {
            throw new MalformedException("the blocks do not add up to " + blocksBytes + " bytes");
        }
        return new TableIndex(
                prefixes, ends, MemorySegment.ofArray(Arrays.copyOf(separators, used)), offsets);
    }

    /** Makes an index. Not safe for several threads. */
    static final class Builder {
        private final WireWriter entries = new WireWriter(4096);
        private int count;

        /**
         * Adds a block: the key before it (empty for the first), its first key, its bytes in the
         * file.
         */
        void add(MemorySegment before, MemorySegment first, int length) {
            long same = before.mismatch(first);
            long separator = before.byteSize() == 0 ? 0 : Math.min(first.byteSize(), same + 1);
            byte[] key = first.asSlice(0, separator).toArray(ValueLayout.JAVA_BYTE);
            entries.varint(key.length).raw(key, 0, key.length).varint(length);
            count++;
        }

        WireWriter encode() {
            return new WireWriter(entries.size() + 8)
                    .varint(count)
                    .raw(entries.buffer(), 0, entries.size());
        }
    }
}
