package dev.cairn.replication.shortpath;

import dev.cairn.api.KvException;
import dev.cairn.api.ShortPath;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Lookup;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.ItemView;
import dev.cairn.api.version.NextItem;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.mint.IdWriter;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a write makes of a key that holds nothing, or an item of which it replaces all: the very
 * bytes that the coordinator's decoding, minting and encoding would give. Encoded in the same place
 * each time. Owned by a lane.
 */
final class Replacement implements StorageEngine.ValueSink, ShortPath.Written {
    private static final long NEVER = -1;

    private final LaneWrites.Parts parts;
    private final ItemView held = new ItemView();
    private final NextItem next;
    private final IdWriter ids = new IdWriter();
    private @Nullable KeyRoom key;
    private int slice;
    private int mostActors;
    private long ttlMillis = NEVER;
    private boolean timeDecides;
    private byte[] source = new byte[0];
    private Span value = new Span();
    private boolean made;
    private MemorySegment segment = MemorySegment.NULL;
    private byte[] segmentOf = new byte[0];

    Replacement(LaneWrites.Parts parts) {
        this.parts = parts;
        this.next = new NextItem(parts.self(), parts.storage());
    }

    /** Reads what a key holds and encodes what follows; false when that is left. */
    boolean make(SoleOwner owner, KeyRoom newKey, byte[] newSource, Span newValue) {
        key = newKey;
        source = newSource;
        value = newValue;
        slice = newKey.slice();
        mostActors = owner.properties().maxClockEntries();
        ttlMillis = owner.properties().ttl().map(Duration::toMillis).orElse(NEVER);
        timeDecides = owner.timeDecides();
        made = false;
        try {
            if (parts.engine().tryRead(newKey.segment(), this) == Lookup.ABSENT) {
                next.begin(parts.mint().freshEpoch());
                write(HybridTimestamp.ZERO);
            }
        } catch (StorageException | KvException refused) {
            return false;
        }
        return made;
    }

    /** What the key holds. */
    @Override
    public void value(MemorySegment stored) {
        boolean usual =
                held.look(stored)
                        && held.actors() <= mostActors
                        && next.begin(held)
                        && parts.mint().countsOn(next.epoch());
        if (usual) {
            write(held.timestamp());
        }
    }

    private void write(HybridTimestamp after) {
        long now = parts.stamps().clock().millis();
        next.write(
                parts.stamps().stamp(after, timeDecides),
                parts.rounds().number(slice),
                ttlMillis == NEVER ? NEVER : now + ttlMillis,
                source,
                value.from(),
                value.length());
        made = true;
    }

    /** The new item, until the next is made. */
    MemorySegment segment() {
        if (segmentOf != next.buffer() || segment.byteSize() != next.size()) {
            segmentOf = next.buffer();
            segment = MemorySegment.ofArray(segmentOf).asSlice(0, next.size());
        }
        return segment;
    }

    /** The dot of the write and what else its id tells. */
    NextItem item() {
        return next;
    }

    @Override
    public void writeToken(WireWriter writer) {
        next.writeToken(writer);
    }

    @Override
    public void writeClock(WireWriter writer) {
        next.writeClock(writer);
    }

    @Override
    public void writeOperation(WireWriter writer) {
        KeyRoom written = key;
        if (written == null) {
            throw new IllegalStateException("nothing was written");
        }
        ids.dot(
                written.token(),
                next.timestamp().millis(),
                next.round(),
                parts.self().name(),
                parts.storage(),
                next.epoch(),
                next.counter());
        written.end(ids);
        writer.raw(ids.characters().buffer(), 0, ids.characters().size());
    }
}
