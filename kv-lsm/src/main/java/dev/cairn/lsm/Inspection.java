package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.api.spi.StorageException;
import dev.cairn.lsm.table.LostBlock;
import dev.cairn.lsm.table.Table;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * What a table was found to be when every byte of it was read back from the disk, past the cache.
 *
 * @param table the table
 * @param unreadable what is wrong with the parts that tell where its blocks are: then it is lost
 *     altogether
 * @param blocks those that are lost, in order
 */
record Inspection(Placed table, Optional<StorageException> unreadable, List<LostBlock> blocks) {
    /**
     * Reads a table.
     *
     * @param afterBlock is told the bytes of each block
     */
    static Inspection of(Tables tables, Placed placed, LongConsumer afterBlock) throws IOException {
        try (Table again = tables.open(placed.ref().number())) {
            again.load();
            return new Inspection(placed, Optional.empty(), again.lostBlocks(afterBlock));
        } catch (StorageException told) {
            if (told.kind() != StorageException.Kind.CORRUPT) {
                throw told;
            }
            return new Inspection(placed, Optional.of(told), List.of());
        }
    }

    /** The places that cannot be read. */
    List<StorageException> places() {
        return unreadable
                .map(List::of)
                .orElseGet(() -> blocks.stream().map(LostBlock::told).toList());
    }

    /** The numbers of the blocks that are lost, of a table that is not lost altogether. */
    Set<Integer> lostBlocks() {
        return blocks.stream().map(LostBlock::number).collect(Collectors.toSet());
    }

    /** No smaller key is lost; of a table that is not sound. */
    Bytes first() {
        return unreadable.isPresent() ? table.ref().smallest() : blocks.getFirst().first();
    }

    /** No larger key is lost; of a table that is not sound. */
    Bytes last() {
        return unreadable.isPresent() ? table.ref().largest() : blocks.getLast().last();
    }

    /**
     * All that is lost, as one: while one of two blocks is unreadable, a table cannot be written
     * anew without the other.
     */
    Optional<Damage> damage() {
        List<StorageException> places = places();
        if (places.isEmpty()) {
            return Optional.empty();
        }
        StorageException told = places.getFirst();
        String others = places.size() == 1 ? "" : " (and " + (places.size() - 1) + " more blocks)";
        return Optional.of(
                new Damage(
                        told.file(), told.offset(), first(), last(), told.getMessage() + others));
    }
}
