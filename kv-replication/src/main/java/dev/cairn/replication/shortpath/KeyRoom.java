package dev.cairn.replication.shortpath;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.replication.mint.IdWriter;
import dev.cairn.replication.replica.StorageKey;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The storage keys of one request after another, each encoded in the place of the one before, as
 * {@link StorageKey} encodes them. For one thread.
 */
final class KeyRoom {
    private static final VarHandle TOKEN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int FIRST_BYTES = 64;

    /** Segments are kept of keys up to this size, since most have the same few. */
    private static final int MOST_KEPT = 128;

    private final Partitioner partitioner;
    private final @Nullable MemorySegment[] kept = new MemorySegment[MOST_KEPT + 1];
    private byte[] room = new byte[FIRST_BYTES];
    private String bucket = "";
    private int keyAt;
    private int size;
    private long token;

    KeyRoom(Partitioner partitioner) {
        this.partitioner = partitioner;
    }

    /** The keys to come are of this bucket. */
    void in(String newBucket) {
        bucket = newBucket;
        byte[] name = bucket.getBytes(StandardCharsets.US_ASCII);
        keyAt = StorageKey.keyAt(bucket);
        grow(keyAt);
        room[Long.BYTES] = (byte) name.length;
        System.arraycopy(name, 0, room, Long.BYTES + 1, name.length);
    }

    /** Encodes a key; false when it is none. */
    boolean set(byte[] source, Span key) {
        int length = key.length();
        if (length < 1 || length > Key.MAX_KEY_BYTES) {
            return false;
        }
        size = keyAt + length;
        grow(size);
        System.arraycopy(source, key.from(), room, keyAt, length);
        token = partitioner.token(room, Long.BYTES, size - Long.BYTES);
        TOKEN.set(room, 0, token);
        return true;
    }

    private void grow(int wanted) {
        if (room.length < wanted) {
            room = Arrays.copyOf(room, Math.max(wanted, 2 * room.length));
            Arrays.fill(kept, null);
        }
    }

    /** The slice of the key. */
    int slice() {
        return Slices.of(token);
    }

    /** Where the key is on the ring. */
    long token() {
        return token;
    }

    /** Ends the id of a write of the key. */
    void end(IdWriter id) {
        id.end(bucket, room, keyAt, keySize());
    }

    /** How many bytes the key itself has. */
    int keySize() {
        return size - keyAt;
    }

    /** The storage key, until the next is encoded. */
    MemorySegment segment() {
        if (size > MOST_KEPT) {
            return cut(room, size);
        }
        MemorySegment segment = kept[size];
        if (segment == null) {
            segment = cut(room, size);
            kept[size] = segment;
        }
        return segment;
    }

    /** A copy of the storage key. */
    Bytes copy() {
        return Bytes.wrap(Arrays.copyOf(room, size));
    }

    private static MemorySegment cut(byte[] room, int size) {
        return MemorySegment.ofArray(room).asSlice(0, size).asReadOnly();
    }
}
