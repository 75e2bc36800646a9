package dev.cairn.api.version;

import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * A look at an encoded item of the usual kind without decoding it: one version, whose writer had
 * seen all that the item has, without an operation's id, and no marks; foreign or not. Drawn in
 * docs/formats/item.md.
 *
 * <p>It reads where the parts lie and nothing that {@link ItemCodec#decode} would check beside
 * that, so it is for items that were encoded here, and not for what a peer sent. Reusable; valid as
 * long as the bytes are; for one thread.
 */
public final class ItemView {
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long NEVER = -1;
    private static final int ACTORS_AT = 1;

    private MemorySegment bytes = MemorySegment.NULL;
    private long end;
    private long at;
    private boolean sound;
    private boolean foreign;
    private int actors;
    private long seenEnd;
    private boolean tombstone;
    private long timestamp;
    private long expires;
    private long valueAt;

    /** Of nothing. */
    public ItemView() {}

    /** Looks at stored bytes; false when they are no item of that kind, and nothing can be told. */
    public boolean look(MemorySegment stored) {
        bytes = stored;
        end = stored.byteSize();
        at = 0;
        sound = true;
        int format = u8();
        foreign = (format & Origin.BIT) != 0;
        if ((format & ~Origin.BIT) != ItemCodec.FORMAT) {
            return false;
        }
        actors = (int) Math.min(varint(), ContextCodec.MAX_ACTORS + 1);
        for (int i = 0; i < actors && sound; i++) {
            skipEntry();
        }
        seenEnd = at;
        return sound && varint() == 1 && lookAtVersion() && sound && at == end;
    }

    private void skipEntry() {
        skip(varint() + Long.BYTES);
        varint();
        skipDots();
    }

    private void skipDots() {
        varint();
        for (long detached = varint(); detached > 0 && sound; detached--) {
            varint();
        }
        skip(Integer.BYTES);
    }

    private boolean lookAtVersion() {
        int flags = u8();
        if ((flags & ~(ItemCodec.TOMBSTONE | ItemCodec.EXPIRES)) != ItemCodec.PAST_IS_REST) {
            return false;
        }
        varint();
        long counter = varint();
        timestamp = sound && end - at >= Long.BYTES ? bytes.get(LONG, at) : 0;
        skip(Long.BYTES);
        varint();
        if (counter > 1) {
            skip(Integer.BYTES);
        }
        expires = (flags & ItemCodec.EXPIRES) != 0 ? varint() : NEVER;
        tombstone = (flags & ItemCodec.TOMBSTONE) != 0;
        long size = tombstone ? 0 : varint();
        valueAt = at;
        skip(size);
        return true;
    }

    private int u8() {
        if (at >= end) {
            sound = false;
            return 0;
        }
        return bytes.get(ValueLayout.JAVA_BYTE, at++) & 0xff;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        sound = false;
        return 0;
    }

    private void skip(long count) {
        if (count < 0 || count > end - at) {
            sound = false;
        } else {
            at += count;
        }
    }

    /** Whether this node's copy is {@linkplain Origin foreign}. */
    public boolean isForeign() {
        return foreign;
    }

    /** How many actors the item has seen. */
    public int actors() {
        return actors;
    }

    /** Whether a reader at {@code nowMillis} sees its value, as {@link Version#live}. */
    public boolean isLive(long nowMillis) {
        return !tombstone && (expires == NEVER || expires > nowMillis);
    }

    /** Whether its value is there for a time only. */
    public boolean expires() {
        return expires != NEVER;
    }

    /** Whether it is a delete. */
    public boolean isTombstone() {
        return tombstone;
    }

    /** When it was written. */
    public HybridTimestamp timestamp() {
        return new HybridTimestamp(timestamp);
    }

    /** How many bytes the value has; 0 for a tombstone. */
    public int valueSize() {
        return (int) (end - valueAt);
    }

    /** Copies bytes of the value, the first of them at {@code from}. */
    public void copyValue(int from, byte[] target, int offset, int length) {
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, valueAt + from, target, offset, length);
    }

    /** Copies the bytes from {@code from} to {@code to} (exclusive) of the encoded item. */
    void copyTo(WireWriter writer, long from, long to) {
        writer.raw(bytes, from, (int) (to - from));
    }

    /**
     * Finds what the item has seen of the last of a node's actors on one data directory; false when
     * it has seen none.
     */
    boolean findLast(byte[] node, long storage, Entry found) {
        at = ACTORS_AT;
        long count = varint();
        boolean any = false;
        for (int i = 0; i < count; i++) {
            int length = (int) varint();
            boolean is = isAt(node, length);
            at += length;
            is &= bytes.get(LONG, at) == storage;
            at += Long.BYTES;
            if (is) {
                readEntry(i, found);
                any = true;
            } else {
                varint();
                skipDots();
            }
        }
        return any;
    }

    private boolean isAt(byte[] node, int length) {
        boolean same = length == node.length;
        for (int i = 0; same && i < length; i++) {
            same = bytes.get(ValueLayout.JAVA_BYTE, at + i) == node[i];
        }
        return same;
    }

    private void readEntry(int index, Entry found) {
        found.index = index;
        found.epoch = varint();
        found.dotsAt = at;
        found.base = varint();
        found.detached = varint();
        at = found.dotsAt;
        skipDots();
        found.lastSeconds = bytes.get(INT, at - Integer.BYTES);
        found.end = at;
    }

    /** When its value expires, milliseconds since 1970, if it does. */
    public long expiresMillis() {
        return expires;
    }

    /** Appends the value. */
    public void writeValue(WireWriter writer) {
        writer.raw(bytes, valueAt, valueSize());
    }

    /** Appends the token, {@link #copyToken}. */
    public void writeToken(WireWriter writer) {
        writer.u8(ItemCodec.FORMAT).raw(bytes, ACTORS_AT, tokenSize() - ACTORS_AT);
    }

    /**
     * Appends the clock of the item: how many counters, and of each the name and itself. Without an
     * object between where one actor alone has written it.
     */
    public void writeClock(WireWriter writer) {
        at = ACTORS_AT;
        if (varint() == 1) {
            long nameAt = at;
            long length = varint();
            long nameEnd = at + length;
            at = nameEnd + Long.BYTES;
            varint();
            long counter = varint();
            if (varint() == 0) {
                writer.varint(1).raw(bytes, nameAt, (int) (nameEnd - nameAt)).varint(counter);
                return;
            }
        }
        WireReader reader = new WireReader(bytes.asSlice(ACTORS_AT, seenEnd - ACTORS_AT));
        Map<String, Long> counters = ContextCodec.read(reader).clock().counters();
        writer.varint(counters.size());
        counters.forEach((name, counter) -> writer.text(name).varint(counter));
    }

    /** Appends the token of nothing at all, {@link ItemCodec#token}. */
    public static void writeNothingSeen(WireWriter writer) {
        writer.u8(ItemCodec.FORMAT).varint(0);
    }

    /** How many bytes the token has that stands for what the item has seen. */
    public int tokenSize() {
        return (int) seenEnd;
    }

    /** Copies that token, {@link ItemCodec#token}. */
    public void copyToken(byte[] target, int offset) {
        target[offset] = ItemCodec.FORMAT;
        MemorySegment.copy(
                bytes,
                ValueLayout.JAVA_BYTE,
                ACTORS_AT,
                target,
                offset + ACTORS_AT,
                tokenSize() - ACTORS_AT);
    }

    /** What an item has seen of one actor. */
    static final class Entry {
        private int index;
        private long epoch;
        private long base;
        private long detached;
        private int lastSeconds;
        private long dotsAt;
        private long end;

        /** Its position among the item's actors. */
        int index() {
            return index;
        }

        long epoch() {
            return epoch;
        }

        /** All dots from 1 to this counter. */
        long base() {
            return base;
        }

        /** How many dots beyond. */
        long detached() {
            return detached;
        }

        /** When the largest dot was minted, seconds since 1970. */
        int lastSeconds() {
            return lastSeconds;
        }

        /** Where its dots lie in the encoded item. */
        long dotsAt() {
            return dotsAt;
        }

        /** Where they end. */
        long end() {
            return end;
        }
    }
}
