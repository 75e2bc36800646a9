package dev.cairn.lsm.table;

import dev.cairn.api.Bytes;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Which block may hold a key. A block has a separator: the shortest key that is behind all of the
 * block before and not behind its own first. What all separators but the first, which is empty,
 * begin with is kept once; the eight bytes behind it lie in an array of their own, where a search
 * begins, so that long shared beginnings cost nothing. Immutable; safe for all threads.
 */
final class TableIndex {
    private final MemorySegment shared;
    private final long[] prefixes;
    private final int[] separatorEnds;
    private final MemorySegment separators;
    private final long[] offsets;

    private TableIndex(int[] separatorEnds, MemorySegment separators, long[] offsets) {
        this.separatorEnds = separatorEnds;
        this.separators = separators;
        this.offsets = offsets;
        this.shared = shared();
        this.prefixes = new long[Math.max(0, separatorEnds.length - 1)];
        for (int i = 0; i < prefixes.length; i++) {
            int from = separatorEnds[i] + (int) shared.byteSize();
            prefixes[i] = KeyOrder.prefix(separators, from, separatorEnds[i + 1] - from);
        }
    }

    /** What the second separator and the last, and so all between, begin with. */
    private MemorySegment shared() {
        int count = separatorEnds.length;
        if (count < 3) {
            return MemorySegment.NULL;
        }
        MemorySegment second = separators.asSlice(separatorEnds[0], length(1));
        MemorySegment last = separators.asSlice(separatorEnds[count - 2], length(count - 1));
        return second.asSlice(0, Math.max(0, second.mismatch(last)));
    }

    private long length(int separator) {
        return (long) separatorEnds[separator] - separatorEnds[separator - 1];
    }

    /** Bytes in memory, about. */
    long bytes() {
        return separators.byteSize()
                + (long) Long.BYTES * (prefixes.length + offsets.length)
                + (long) Integer.BYTES * separatorEnds.length;
    }

    /** Number of blocks. */
    int blocks() {
        return separatorEnds.length;
    }

    /** Where the block begins in the file; for {@link #blocks}, where the last one ends. */
    long offset(int block) {
        return offsets[block];
    }

    /**
     * No key of a block is smaller, and those of the blocks before are; the first one's is empty.
     */
    Bytes separator(int block) {
        int from = block == 0 ? 0 : separatorEnds[block - 1];
        return Bytes.copyOf(separators.asSlice(from, separatorEnds[block] - from));
    }

    /** The only block that may hold {@code key}; the first when the key is before all of them. */
    int find(MemorySegment key) {
        long length = Math.min(shared.byteSize(), key.byteSize());
        int order = KeyOrder.compare(key, 0, length, shared);
        if (order != 0) {
            return order < 0 ? 0 : prefixes.length;
        }
        long prefix = KeyOrder.prefix(key, length, key.byteSize() - length);
        int block = PrefixSearch.firstNotBelow(prefixes, prefix);
        if (block == prefixes.length || prefixes[block] != prefix) {
            return block;
        }
        int high = behindEqual(prefix);
        while (block < high) {
            int middle = (block + high) >>> 1;
            int from = separatorEnds[middle];
            if (KeyOrder.compare(separators, from, separatorEnds[middle + 1], key) <= 0) {
                block = middle + 1;
            } else {
                high = middle;
            }
        }
        return block;
    }

    private int behindEqual(long prefix) {
        return prefix == -1L ? prefixes.length : PrefixSearch.firstNotBelow(prefixes, prefix + 1);
    }

    /** Reads what {@link Builder#encode} wrote; throws {@link MalformedException}. */
    static TableIndex decode(MemorySegment source, long blocksBytes) {
        WireReader reader = new WireReader(source);
        int count = reader.varint((int) Math.min(Integer.MAX_VALUE - 8, source.byteSize()));
        byte[] separators = new byte[(int) source.byteSize()];
        int used = 0;
        int[] ends = new int[count];
        long[] offsets = new long[count + 1];
        offsets[0] = TableFormat.HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            MemorySegment separator = reader.slice();
            int length = (int) separator.byteSize();
            MemorySegment.copy(separator, ValueLayout.JAVA_BYTE, 0, separators, used, length);
            used += length;
            ends[i] = used;
            offsets[i + 1] = offsets[i] + reader.varint(Integer.MAX_VALUE);
        }
        reader.end();
        if (offsets[count] != TableFormat.HEADER_BYTES + blocksBytes) {
            throw new MalformedException("the blocks do not add up to " + blocksBytes + " bytes");
        }
        return new TableIndex(
                ends, MemorySegment.ofArray(Arrays.copyOf(separators, used)), offsets);
    }

    /** Makes an index. Not safe for several threads. */
    static final class Builder {
        private final WireWriter entries = new WireWriter(4096);
        private int count;

        /** Begins a block: the key before it, of no bytes for the first, and its first key. */
        void begin(byte[] before, int beforeLength, byte[] first, int firstLength) {
            int same = Arrays.mismatch(before, 0, beforeLength, first, 0, firstLength);
            int separator = beforeLength == 0 ? 0 : Math.min(firstLength, same + 1);
            entries.varint(separator).raw(first, 0, separator);
            count++;
        }

        /** Ends it: its bytes in the file. */
        void end(int length) {
            entries.varint(length);
        }

        WireWriter encode() {
            return new WireWriter(entries.size() + 8)
                    .varint(count)
                    .raw(entries.buffer(), 0, entries.size());
        }
    }
}
