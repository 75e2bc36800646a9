package dev.cairn.ring.token;

import com.dynatrace.hash4j.hashing.ByteAccess;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.cairn.api.Bytes;
import dev.cairn.api.Key;

/**
 * The token of a key: XXH3 (64 bits, seed 0) over one byte with the bucket name's length, the name
 * in ASCII, the key.
 *
 * <p>The length keeps {@code ab/c} and {@code a/bc} apart. Tokens are stored with the data: this
 * function never changes, and known answers in the tests hold it still. It allocates nothing.
 */
public final class KeyToken {
    private static final Hasher64 XXH3 = Hashing.xxh3_64();
    private static final ByteAccess<Key> HASHED = new HashedBytes();

    private KeyToken() {}

    /** The token, an unsigned 64-bit number. */
    public static long of(Key key) {
        return XXH3.hashBytesToLong(key, 0, 1 + key.bucket().length() + key.bytes().size(), HASHED);
    }

    /** The token of a key whose bytes lie in {@code source} as they are hashed. */
    public static long of(byte[] source, int from, int length) {
        return XXH3.hashBytesToLong(source, from, length);
    }

    /** The bytes that are hashed, read where they are. */
    private static final class HashedBytes implements ByteAccess<Key> {
        @Override
        public byte getByte(Key key, long index) {
            if (index == 0) {
                return (byte) key.bucket().length();
            }
            int inName = (int) index - 1;
            int length = key.bucket().length();
            return inName < length
                    ? (byte) key.bucket().charAt(inName)
                    : key.bytes().at(inName - length);
        }

        /** As eight single bytes, which would cost more than the rest of the hash. */
        @Override
        public long getLong(Key key, long index) {
            String bucket = key.bucket();
            Bytes bytes = key.bytes();
            int start = (int) index;
            int headed = 1 + bucket.length() - start;
            if (headed <= 0) {
                return bytes.longAt(-headed);
            }
            long value = start == 0 ? bucket.length() : bucket.charAt(start - 1);
            int fromHead = Math.min(headed, Long.BYTES);
            for (int i = 1; i < fromHead; i++) {
                value |= (long) bucket.charAt(start + i - 1) << i * Byte.SIZE;
            }
            if (fromHead < Long.BYTES) {
                value |= firstBytes(bytes, Long.BYTES - fromHead) << fromHead * Byte.SIZE;
            }
            return value;
        }

        private static long firstBytes(Bytes bytes, int count) {
            if (bytes.size() >= Long.BYTES) {
                return bytes.longAt(0);
            }
            long value = 0;
            for (int i = 0; i < count; i++) {
                value |= (bytes.at(i) & 0xffL) << i * Byte.SIZE;
            }
            return value;
        }
    }
}
