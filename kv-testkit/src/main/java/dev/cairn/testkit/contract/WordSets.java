package dev.cairn.testkit.contract;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine.MergeOperator;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * The merge operator of the contract: values are sets of words, sorted and separated by commas;
 * merging unites them. A set that began with nothing holds {@link #BEGUN} too.
 */
final class WordSets implements MergeOperator {
    /** Sorts before every word in use. */
    static final String BEGUN = "BEGUN";

    @Override
    public MemorySegment merge(MemorySegment key, MemorySegment existing, MemorySegment operand) {
        String held = existing.byteSize() == 0 ? BEGUN : Bytes.copyOf(existing).utf8();
        return Bytes.utf8(union(held, Bytes.copyOf(operand).utf8())).segment();
    }

    static String union(String left, String right) {
        TreeSet<String> words = new TreeSet<>(Arrays.asList((left + "," + right).split(",")));
        words.remove("");
        return String.join(",", words);
    }
}
