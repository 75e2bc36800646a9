package dev.cairn.replication.shortpath;

import dev.cairn.api.KvException;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.ItemView;
import dev.cairn.api.version.NextItem;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * What a write makes of the item that a key holds, when it replaces all of it: the very bytes that
 * the coordinator's decoding, minting and encoding would give. Encoded in the same place each time.
 * Owned by a lane.
 */
final class Replacement implements StorageEngine.ValueSink {
    private static final long NEVER = -1;

    private final LaneWrites.Parts parts;
    private final ItemView held = new ItemView();
    private final NextItem next;
    private byte[] source = new byte[0];
    private Span value = new Span();
    private long ttlMillis = NEVER;
    private boolean timeDecides;
    private int slice;
    private boolean made;
    private MemorySegment segment = MemorySegment.NULL;
    private byte[] segmentOf = new byte[0];

    Replacement(LaneWrites.Parts parts) {
        this.parts = parts;
        this.next = new NextItem(parts.self(), parts.storage());
    }

    /** Reads what a key holds and encodes what follows; false when that is left. */
    boolean make(SoleOwner owner, KeyRoom key, byte[] newSource, Span newValue) {
        source = newSource;
        value = newValue;
        slice = key.slice();
        ttlMillis = owner.properties().ttl().map(Duration::toMillis).orElse(NEVER);
        timeDecides = owner.timeDecides();
        made = false;
        try {
            parts.engine().tryRead(key.segment(), this);
        } catch (StorageException | KvException refused) {
            return false;
        }
        return made;
    }

    /** What the key holds. */
    @Override
    public void value(MemorySegment stored) {
        boolean usual =
                held.look(stored) && next.begin(held) && parts.mint().countsOn(slice, next.epoch());
        if (usual) {
            long now = parts.stamps().clock().millis();
            HybridTimestamp stamp = parts.stamps().stamp(held.timestamp(), timeDecides);
            next.write(
                    stamp,
                    parts.rounds().number(slice),
                    ttlMillis == NEVER ? NEVER : now + ttlMillis,
                    source,
                    value.from(),
                    value.length());
            made = true;
        }
    }

    /** The new item, until the next is made. */
    MemorySegment segment() {
        if (segmentOf != next.buffer() || segment.byteSize() != next.size()) {
            segmentOf = next.buffer();
            segment = MemorySegment.ofArray(segmentOf).asSlice(0, next.size());
        }
        return segment;
    }
}
