package dev.cairn.api.version;

import dev.cairn.api.wire.WireReader;
import java.lang.foreign.MemorySegment;

/**
 * Whether an item's one version replaces all that an earlier item knows, read off their bytes
 * without making objects of them: the usual case of a write that reaches a replica. Conservative:
 * what is less usual than that is not recognised.
 */
final class Succession {
    /** As many as the bits of a long. */
    private static final int MOST_ACTORS = 64;

    private final WireReader earlier;
    private final WireReader later;

    /** Which actors of the later item have dots that the earlier one lacks. */
    private long grown;

    private Succession(MemorySegment earlier, MemorySegment later) {
        this.earlier = new WireReader(earlier);
        this.later = new WireReader(later);
    }

    /** As {@link ItemCodec#follows}. */
    static boolean isBetween(MemorySegment earlier, MemorySegment later) {
        Succession succession = new Succession(earlier, later);
        return succession.formatIsPlain()
                && succession.actorsCover()
                && succession.earlierNamesNoWrite()
                && succession.laterIsOneVersionThatReplacesTheRest();
    }

    private boolean formatIsPlain() {
        return (earlier.u8() & ~Origin.BIT) == ItemCodec.FORMAT && later.u8() == ItemCodec.FORMAT;
    }

    /** Whether the later item has seen all that the earlier one has, and no gaps in either. */
    private boolean actorsCover() {
        int left = earlier.varint(ContextCodec.MAX_ACTORS);
        int count = later.varint(ContextCodec.MAX_ACTORS);
        if (count > MOST_ACTORS) {
            return false;
        }
        MemorySegment wanted = left > 0 ? actor(earlier) : MemorySegment.NULL;
        for (int i = 0; i < count; i++) {
            MemorySegment actor = actor(later);
            long base = later.varint();
            boolean whole = later.varint() == 0;
            int seconds = later.i32();
            if (!whole) {
                return false;
            }
            if (left == 0 || wanted.mismatch(actor) >= 0) {
                grown |= 1L << i;
                continue;
            }
            long before = earlier.varint();
            whole = earlier.varint() == 0;
            int secondsBefore = earlier.i32();
            if (!whole || before > base || before == base && seconds != secondsBefore) {
                return false;
            }
            grown |= (before < base ? 1L : 0L) << i;
            left--;
            wanted = left > 0 ? actor(earlier) : MemorySegment.NULL;
        }
        return left == 0;
    }

    /** The bytes of the actor at the reader's position. */
    private static MemorySegment actor(WireReader reader) {
        long start = reader.position();
        reader.skip(reader.varint());
        reader.skip(Long.BYTES);
        reader.varint();
        return reader.since(start);
    }

    private boolean earlierNamesNoWrite() {
        int versions = earlier.varint(ItemCodec.MAX_VERSIONS);
        return versions == 0 || versions == 1 && (earlier.u8() & ItemCodec.OPERATION) == 0;
    }

    private boolean laterIsOneVersionThatReplacesTheRest() {
        if (later.varint(ItemCodec.MAX_VERSIONS) != 1) {
            return false;
        }
        int flags = later.u8();
        return (flags & ItemCodec.PAST_IS_REST) != 0
                && (flags & ItemCodec.OPERATION) == 0
                && (grown >>> later.varint(MOST_ACTORS - 1) & 1) != 0;
    }
}
