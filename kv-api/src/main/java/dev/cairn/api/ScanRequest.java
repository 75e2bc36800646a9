package dev.cairn.api;

import java.util.Optional;

/**
 * Read a page of a bucket's keys, in the order of their tokens.
 *
 * @param bucket which bucket
 * @param prefix what the keys begin with; empty for all
 * @param after where the page before ended; empty for the first
 * @param limit the most keys, 1 to {@value #MAX_LIMIT}
 * @param options consistency, R of each part, and the timeout
 */
public record ScanRequest(
        String bucket,
        Bytes prefix,
        Optional<ScanCursor> after,
        int limit,
        RequestOptions options) {
    /** The largest page. */
    public static final int MAX_LIMIT = 1000;

    /** Checks the limit; throws {@link KvException} {@code BAD_REQUEST}. */
    public ScanRequest {
        if (!Key.isBucketName(bucket)) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "\"" + bucket + "\" is no name of a bucket");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "a limit is 1 to " + MAX_LIMIT + ", not " + limit);
        }
    }

    /** The first page of all keys of a bucket. */
    public static ScanRequest of(String bucket, int limit) {
        return new ScanRequest(
                bucket, Bytes.EMPTY, Optional.empty(), limit, RequestOptions.DEFAULT);
    }

    /** The page behind {@code cursor}. */
    public ScanRequest from(ScanCursor cursor) {
        return new ScanRequest(bucket, prefix, Optional.of(cursor), limit, options);
    }
}
