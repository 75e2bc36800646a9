package dev.cairn.replication.replica;

import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.Replication.ResolverLookup;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Origin;
import java.lang.foreign.MemorySegment;

/**
 * What the storage engine does with an item that arrives where one is: joins both, then lets the
 * bucket's resolver collapse the result. So the stored item is the join of all that was sent,
 * whatever the order (CORRECTNESS rule 6). A register takes no item: modes never mix on a key.
 *
 * @param resolvers the resolver of each bucket
 */
public record ItemMerge(ResolverLookup resolvers) implements StorageEngine.MergeOperator {
    /**
     * The result never shares memory with the arguments. What follows from the stored item, as
     * nearly every write does, is kept as it came: an item has one encoding, and whoever sent it
     * has had its resolver collapse it. What begins here with what another node sent is foreign,
     * and stays so: a write of this node's own, which is put and not merged, ends that.
     */
    @Override
    public MemorySegment merge(MemorySegment key, MemorySegment existing, MemorySegment operand) {
        if (StoredRegister.isRegister(existing)) {
            return Origin.stored(existing, false);
        }
        boolean foreign = existing.byteSize() == 0 || Origin.isForeign(existing);
        if (existing.byteSize() == 0
                || ItemCodec.follows(operand, existing)
                || Origin.isSame(existing, operand)) {
            return Origin.stored(operand, foreign);
        }
        Item arrived = ItemCodec.decode(operand);
        Item joined = ItemCodec.decodeStored(existing).join(arrived);
        Item collapsed = collapsed(resolvers.of(StorageKey.bucketOf(key)), joined);
        MemorySegment result =
                collapsed.equals(arrived) ? operand : ItemCodec.encode(collapsed).segment();
        return Origin.stored(result, foreign);
    }

    /**
     * What is left of a joined item: no write twice, and what its resolver keeps. Versions of a
     * replicated data type carry each other's effects, so none of them is taken out.
     */
    public static Item collapsed(ConflictResolver resolver, Item joined) {
        return resolver.collapse(resolver instanceof ReplicatedDataType ? joined : joined.once());
    }
}
