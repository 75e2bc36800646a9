package dev.cairn.lsm.spi;

import dev.cairn.api.spi.Plugin;
import java.lang.foreign.MemorySegment;

/**
 * Packs blocks.
 *
 * <ol>
 *   <li>What was packed unpacks to the same bytes, of any content and from 1 byte to 16 MiB.
 *   <li>{@link #pack} answers −1, and may leave anything in the target, when the packed bytes do
 *       not fit into it; it never writes beyond.
 *   <li>{@link #unpack} fills its target exactly or throws {@link IllegalArgumentException}; it
 *       reads and writes nothing beyond its arguments, whatever bytes it is given.
 *   <li>Both take segments on and off the heap.
 *   <li>Safe for all threads.
 *   <li>Either of a codec and its {@link #hasty} unpacks what the other has packed.
 *   <li>{@link #id} is kept in every block: 1 to 255, the codec's for ever. Those below 128 are
 *       Cairn's own; 0 says that a block is not packed.
 * </ol>
 */
public interface BlockCodec {
    /** Its number in tables. */
    int id();

    /** Packs {@code source} to the beginning of {@code target}; the packed size, or −1. */
    int pack(MemorySegment source, MemorySegment target);

    /** Fills {@code target} with what was packed to exactly {@code source}. */
    void unpack(MemorySegment source, MemorySegment target);

    /**
     * The same codec in a hurry, for tables that are soon merged into others: what it packs may be
     * larger. Itself unless it has another way.
     */
    default BlockCodec hasty() {
        return this;
    }

    /** Makes codecs. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** A codec; it unpacks what one of any other configuration has packed. */
        BlockCodec open(C config);
    }
}
