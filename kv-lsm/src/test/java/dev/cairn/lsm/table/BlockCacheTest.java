package dev.cairn.lsm.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.table.BlockCache.Slots;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class BlockCacheTest {
    private static Block block() {
        BlockBuilder builder = new BlockBuilder();
        builder.add(
                EntryKind.PUT, Bytes.utf8("key").segment(), MemorySegment.ofArray(new byte[80]));
        return new Block(MemorySegment.ofArray(builder.finish().toByteArray()), 3);
    }

    @Test
    void itHoldsNoMoreThanItsCapacityAndKeepsWhatIsUsed() {
        long size = block().size();
        BlockCache cache = new BlockCache(10 * size);
        Slots table = new Slots(100);
        for (int i = 0; i < 100; i++) {
            cache.put(table, i, block());
            assertThat(table.get(0)).as("the block in use, after %d others", i).isPresent();
            assertThat(cache.used()).isLessThanOrEqualTo(10 * size);
        }
        assertThat(table.get(99)).isPresent();
        assertThat(table.get(50)).isEmpty();
    }

    @Test
    void theBlocksOfATableThatIsGoneAreGivenUp() {
        BlockCache cache = new BlockCache(1 << 20);
        Slots table = new Slots(1);
        cache.put(table, 0, block());
        cache.drop(table);
        assertThat(cache.used()).isZero();
    }
}
