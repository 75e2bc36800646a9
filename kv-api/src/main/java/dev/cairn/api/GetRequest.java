package dev.cairn.api;

/**
 * Read one key.
 *
 * @param key which
 * @param options consistency and the rest
 */
public record GetRequest(Key key, RequestOptions options) {
    /** A read as the bucket says. */
    public static GetRequest of(Key key) {
        return new GetRequest(key, RequestOptions.DEFAULT);
    }
}
