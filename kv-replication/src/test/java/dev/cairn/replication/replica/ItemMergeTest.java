package dev.cairn.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Origin;
import dev.cairn.api.version.Version;
import dev.cairn.replication.resolve.LastWriteWins;
import dev.cairn.replication.resolve.Siblings;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ItemMergeTest {
    private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

    private final ItemMerge merge =
            new ItemMerge(bucket -> bucket.equals("lww") ? new LastWriteWins() : new Siblings());

    private static Item item(String node, long millis) {
        return Item.EMPTY.with(
                new Version(
                        new Dot(new ActorId(new NodeId(node), 1, 1), 1),
                        CausalContext.EMPTY,
                        HybridTimestamp.ofMillis(millis),
                        0,
                        Bytes.utf8(node),
                        false,
                        OptionalLong.empty(),
                        Optional.empty()));
    }

    private Item merged(String bucket, Item existing, Item operand) {
        MemorySegment key = StorageKey.of(7, new Key(bucket, Bytes.utf8("k"))).encoded().segment();
        MemorySegment held = existing.isEmpty() ? NOTHING : ItemCodec.encode(existing).segment();
        MemorySegment merged = merge.merge(key, held, ItemCodec.encode(operand).segment());
        assertThat(Origin.isForeign(merged)).isEqualTo(existing.isEmpty());
        return ItemCodec.decodeStored(merged);
    }

    private MemorySegment merged(MemorySegment existing, MemorySegment operand) {
        MemorySegment key = StorageKey.of(7, new Key("b", Bytes.utf8("k"))).encoded().segment();
        return merge.merge(key, existing, operand);
    }

    @Test
    void whatBeginsWithAnOperandStaysForeignAndWhatIsPutIsNot() {
        MemorySegment first = ItemCodec.encode(item("n1", 1)).segment();
        MemorySegment other = ItemCodec.encode(item("n2", 2)).segment();
        MemorySegment both = ItemCodec.encode(item("n1", 1).join(item("n2", 2))).segment();
        for (MemorySegment operand : List.of(first, other, both)) {
            MemorySegment foreign = merged(merged(NOTHING, first), operand);
            assertThat(Origin.isForeign(foreign)).isTrue();
            assertThat(Origin.plain(foreign)).isEqualTo(Origin.plain(merged(first, operand)));
            assertThat(Origin.isForeign(merged(first, operand))).isFalse();
        }
    }

    /** An engine may join operands before it knows what they meet. */
    @Test
    void operandsThatAreJoinedFirstAreForeignWhereTheyMeetNothingOrWhatIsForeign() {
        MemorySegment first = ItemCodec.encode(item("n1", 1)).segment();
        MemorySegment joined = merged(first, ItemCodec.encode(item("n2", 2)).segment());
        assertThat(Origin.isForeign(merged(NOTHING, joined))).isTrue();
        assertThat(Origin.isForeign(merged(merged(NOTHING, first), joined))).isTrue();
        assertThat(Origin.isForeign(merged(first, joined))).isFalse();
    }

    @Test
    void withoutAnExistingItemTheOperandIsKept() {
        assertThat(merged("siblings", Item.EMPTY, item("n1", 1))).isEqualTo(item("n1", 1));
    }

    @Test
    void concurrentItemsAreJoinedAndCollapsedByTheKeysBucket() {
        Item both = merged("siblings", item("n1", 1), item("n2", 2));
        assertThat(both).isEqualTo(item("n1", 1).join(item("n2", 2)));
        assertThat(both.versions()).hasSize(2);
        Item latest = merged("lww", item("n1", 1), item("n2", 2));
        assertThat(latest.versions()).isEqualTo(item("n2", 2).versions());
        assertThat(latest.seen()).isEqualTo(both.seen());
    }

    @Test
    void theResultIsNotTheArgumentsMemory() {
        byte[] operand = ItemCodec.encode(item("n1", 1)).toByteArray();
        MemorySegment result = merge.merge(NOTHING, NOTHING, MemorySegment.ofArray(operand));
        java.util.Arrays.fill(operand, (byte) 0);
        assertThat(ItemCodec.decodeStored(result)).isEqualTo(item("n1", 1));
    }
}
