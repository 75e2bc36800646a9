package dev.cairn.ring.token;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import java.nio.charset.StandardCharsets;

/**
 * The token of a key: XXH3 (64 bits, seed 0) over one byte with the bucket name's length, the name
 * in ASCII, the key.
 *
 * <p>The length keeps {@code ab/c} and {@code a/bc} apart. Tokens are stored with the data: this
 * function never changes, and known answers in the tests hold it still.
 */
public final class KeyToken {
    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private KeyToken() {}

    /** The token, an unsigned 64-bit number. */
    public static long of(Key key) {
        byte[] bucket = key.bucket().getBytes(StandardCharsets.US_ASCII);
        Bytes bytes = key.bytes();
        byte[] hashed = new byte[1 + bucket.length + bytes.size()];
        hashed[0] = (byte) bucket.length;
        System.arraycopy(bucket, 0, hashed, 1, bucket.length);
        bytes.copyTo(hashed, 1 + bucket.length);
        return XXH3.hashBytesToLong(hashed);
    }
}
