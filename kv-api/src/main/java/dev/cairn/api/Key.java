package dev.cairn.api;

/**
 * The name of one pair: a bucket and a key in it.
 *
 * @param bucket 1 to 128 characters of {@code [A-Za-z0-9._:-]}, see {@link #isBucketName}
 * @param bytes 1 to {@value #MAX_KEY_BYTES} bytes, any bytes
 */
public record Key(String bucket, Bytes bytes) {
    /** The longest key, in bytes. */
    public static final int MAX_KEY_BYTES = 4096;

    /** The longest bucket name, in characters. */
    public static final int MAX_BUCKET_LENGTH = 128;

    /** The bucket of a caller that names none. */
    public static final String DEFAULT_BUCKET = "default";

    /**
     * Checks both parts; throws {@link KvException} with {@link ErrorCode#BAD_REQUEST} or {@code
     * TOO_LARGE}.
     */
    public Key {
        if (!isBucketName(bucket)) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    "a bucket name has 1 to 128 characters of A-Z a-z 0-9 . _ : -, not \""
                            + abbreviate(bucket)
                            + "\"");
        }
        if (bytes.isEmpty()) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "the key is empty; a key has at least one byte");
        }
        if (bytes.size() > MAX_KEY_BYTES) {
            throw new KvException(
                    ErrorCode.TOO_LARGE,
                    "the key has "
                            + bytes.size()
                            + " bytes; at most "
                            + MAX_KEY_BYTES
                            + " are allowed");
        }
    }

    /** Whether {@code name} may name a bucket. */
    public static boolean isBucketName(String name) {
        if (name.isEmpty() || name.length() > MAX_BUCKET_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || c == '.'
                            || c == '_'
                            || c == ':'
                            || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static String abbreviate(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    @Override
    public String toString() {
        return bucket + "/" + bytes;
    }
}
