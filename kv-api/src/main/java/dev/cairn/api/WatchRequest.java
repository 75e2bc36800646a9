package dev.cairn.api;

import java.util.Optional;

/**
 * Hear of what changes in a bucket.
 *
 * @param bucket which bucket
 * @param key the one key to hear of; empty for all
 * @param after how far an earlier watch of the same has come, on this node or another; empty to
 *     begin now
 */
public record WatchRequest(String bucket, Optional<Bytes> key, Optional<WatchPosition> after) {
    /** Checks the names; throws {@link KvException} {@code BAD_REQUEST} or {@code TOO_LARGE}. */
    public WatchRequest {
        if (!Key.isBucketName(bucket)) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "\"" + bucket + "\" is no name of a bucket");
        }
        if (key.isPresent()) {
            new Key(bucket, key.get());
        }
    }

    /** Of all keys of a bucket, from now on. */
    public static WatchRequest of(String bucket) {
        return new WatchRequest(bucket, Optional.empty(), Optional.empty());
    }

    /** Of one key, from now on. */
    public static WatchRequest of(Key key) {
        return new WatchRequest(key.bucket(), Optional.of(key.bytes()), Optional.empty());
    }

    /** The same from {@code position} on. */
    public WatchRequest from(WatchPosition position) {
        return new WatchRequest(bucket, key, Optional.of(position));
    }
}
