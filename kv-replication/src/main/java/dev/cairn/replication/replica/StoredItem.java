package dev.cairn.replication.replica;

import dev.cairn.api.Bytes;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Origin;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An item beside its one encoding, or the bytes of a {@link StoredRegister}. Two are equal exactly
 * when their bytes are, so states are compared without decoding, and a replica that only passes its
 * state on never decodes it.
 *
 * <p>Belongs to one lane at a time.
 */
public final class StoredItem {
    /** What a replica holds of a key it knows nothing of. */
    public static final StoredItem ABSENT = new StoredItem(Item.EMPTY, Bytes.EMPTY, true);

    private final Bytes encoded;
    private final boolean foreign;
    private @Nullable Item item;

    private StoredItem(@Nullable Item item, Bytes encoded, boolean foreign) {
        this.item = item;
        this.encoded = encoded;
        this.foreign = foreign;
    }

    /** Encodes an item. */
    public static StoredItem of(Item item) {
        return of(item, false);
    }

    private static StoredItem of(Item item, boolean foreign) {
        return item.isEmpty() ? ABSENT : new StoredItem(item, ItemCodec.encode(item), foreign);
    }

    /** Copies what lies in the store; nothing there is {@link #ABSENT}. */
    static StoredItem ofStored(MemorySegment stored) {
        boolean foreign = Origin.isForeign(stored);
        return stored.byteSize() == 0
                ? ABSENT
                : new StoredItem(null, Origin.plain(stored), foreign);
    }

    /** What this becomes by something else than a new dot of this node: as foreign as this is. */
    public StoredItem becoming(Item next) {
        return of(next, foreign);
    }

    /**
     * Takes the bytes of an item, to be decoded when it is asked for; no bytes are {@link #ABSENT}.
     */
    public static StoredItem ofEncoded(Bytes encoded) {
        return encoded.isEmpty() ? ABSENT : new StoredItem(null, encoded, false);
    }

    /**
     * The item; throws {@link dev.cairn.api.wire.MalformedException} on first use when the bytes
     * are none.
     */
    public Item item() {
        Item decoded = item;
        if (decoded == null) {
            decoded = ItemCodec.decode(encoded.segment());
            item = decoded;
        }
        return decoded;
    }

    /** The item's bytes; none when nothing is known of the key. */
    public Bytes encoded() {
        return encoded;
    }

    /** The bytes as the engine takes them. */
    MemorySegment segment() {
        return foreign ? Origin.stored(encoded.segment(), true) : encoded.segment();
    }

    /**
     * Whether this node's copy began with what another node sent, so that no dot is counted on from
     * it (CORRECTNESS rule 1); and of nothing at all.
     */
    public boolean isForeign() {
        return foreign;
    }

    /** Whether it is no item at all but a register: the key is one of a linearizable bucket. */
    public boolean isRegister() {
        return StoredRegister.isRegister(encoded);
    }

    /** Whether nothing is known of the key. */
    public boolean isAbsent() {
        return encoded.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredItem that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    @Override
    public String toString() {
        if (isRegister()) {
            return StoredRegister.decode(encoded.segment()).toString();
        }
        return isAbsent() ? "absent" : item().toString();
    }
}
