package dev.cairn.replication.replica;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A key as the storage engine knows it: token, length-prefixed bucket, key. So a slice of the token
 * space is one contiguous range of the engine's order. Drawn in docs/formats/peer-messages.md under
 * "storage key".
 *
 * <p>Immutable; equal when its bytes are.
 */
public final class StorageKey {
    private static final int BUCKET_AT = Long.BYTES;

    private final long token;
    private final Key key;
    private final Bytes encoded;

    private StorageKey(long token, Key key, Bytes encoded) {
        this.token = token;
        this.key = key;
        this.encoded = encoded;
    }

    /** Where {@code key}, whose position on the ring is {@code token}, is stored. */
    public static StorageKey of(long token, Key key) {
        WireWriter writer =
                new WireWriter(BUCKET_AT + 1 + key.bucket().length() + key.bytes().size());
        byte[] bucket = key.bucket().getBytes(StandardCharsets.US_ASCII);
        writer.i64(token).u8(bucket.length).raw(bucket, 0, bucket.length).raw(key.bytes());
        return new StorageKey(token, key, writer.toBytes());
    }

    /** What the storage keys of a bucket have behind the token: its name, and then the key. */
    public static Bytes behindToken(String bucket, Bytes key) {
        byte[] name = bucket.getBytes(StandardCharsets.US_ASCII);
        return new WireWriter(1 + name.length + key.size())
                .u8(name.length)
                .raw(name, 0, name.length)
                .raw(key)
                .toBytes();
    }

    /** Reads what {@link #encoded} gave; throws {@link MalformedException} for anything else. */
    public static StorageKey decode(MemorySegment bytes) {
        WireReader reader = new WireReader(bytes);
        long token = reader.i64();
        String bucket = text(reader.raw(reader.u8()));
        Bytes name = Bytes.copyOf(reader.raw(reader.remaining()));
        try {
            return new StorageKey(token, new Key(bucket, name), Bytes.copyOf(bytes));
        } catch (KvException notAKey) {
            throw new MalformedException("no storage key: " + notAKey.error().detail());
        }
    }

    /** The bucket alone of an encoded storage key. */
    public static String bucketOf(MemorySegment encoded) {
        int length = encoded.get(ValueLayout.JAVA_BYTE, BUCKET_AT) & 0xff;
        return text(encoded.asSlice(BUCKET_AT + 1, length));
    }

    /** Where the key begins in the storage keys of a bucket. */
    public static int keyAt(String bucket) {
        return BUCKET_AT + 1 + bucket.length();
    }

    /** The slice alone of an encoded storage key. */
    public static int sliceOf(MemorySegment encoded) {
        return (encoded.get(ValueLayout.JAVA_BYTE, 0) & 0xff) << Byte.SIZE
                | encoded.get(ValueLayout.JAVA_BYTE, 1) & 0xff;
    }

    private static String text(MemorySegment ascii) {
        byte[] name = new byte[Math.toIntExact(ascii.byteSize())];
        MemorySegment.copy(ascii, ValueLayout.JAVA_BYTE, 0, name, 0, name.length);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    /** The key's position on the ring, an unsigned 64-bit number. */
    public long token() {
        return token;
    }

    /** The slice that the token is in. */
    public int slice() {
        return Slices.of(token);
    }

    /** Bucket and key. */
    public Key key() {
        return key;
    }

    /** The bytes that the engine orders by. */
    public Bytes encoded() {
        return encoded;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StorageKey that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(token);
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
