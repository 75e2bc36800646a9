package dev.cairn.lsm.spi;

import dev.cairn.api.spi.Plugin;
import java.lang.foreign.MemorySegment;

/**
 * Makes the filters of tables: a few bits a key that say "certainly not here" for nearly every key
 * that is not. A key is given as its 64-bit hash, which is part of the table format.
 *
 * <ol>
 *   <li>A filter never denies a key that was added.
 *   <li>Of keys that were not added, at most one in twenty passes, for as many keys as were
 *       expected.
 *   <li>More keys than expected make it less sharp, never wrong.
 *   <li>A filter decoded from its bytes answers as the one that was built, on any machine.
 *   <li>Bytes that no builder made are refused by {@link IllegalArgumentException} or answer
 *       anything; nothing is read beyond them.
 *   <li>Policies and filters are safe for all threads; a builder belongs to one.
 *   <li>{@link #id} is kept in every table: 1 to 255, the policy's for ever. Those below 128 are
 *       Cairn's own.
 * </ol>
 */
public interface FilterPolicy {
    /** Its number in tables. */
    int id();

    /** Begins a filter of at most about {@code expectedKeys}. */
    Builder builder(long expectedKeys);

    /** The filter whose bytes these are; the segment is valid during the call only. */
    Filter decode(MemorySegment bytes);

    /** Gathers hashes. */
    interface Builder {
        /** Adds the key of this hash. */
        void add(long hash);

        /** The filter's bytes, at most 2<sup>31</sup>−64; nothing is added afterwards. */
        MemorySegment finish();
    }

    /** A finished filter. */
    interface Filter {
        /** False when no key of this hash was added. */
        boolean mayContain(long hash);
    }

    /** Makes policies. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A policy; it decodes what one of any other configuration has built. */
        FilterPolicy open(C config);
    }
}
