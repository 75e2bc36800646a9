package dev.cairn.api;

import java.time.Duration;
import java.util.Optional;

/**
 * Write one key.
 *
 * @param key which
 * @param value the new value; key and value together are at most the bucket's {@code maxPairBytes}
 * @param context what the writer has seen; without one the bucket's {@code blindWrites} decides
 * @param ttl how long the value lives; the bucket's default when empty
 * @param condition what must hold; linearizable buckets only
 * @param operation the caller's own id for this write, to retry it without applying it twice
 * @param options consistency and the rest
 */
public record PutRequest(
        Key key,
        Bytes value,
        Optional<Context> context,
        Optional<Duration> ttl,
        Optional<Condition> condition,
        Optional<OperationId> operation,
        RequestOptions options) {
    /** A write without a condition. */
    public PutRequest(
            Key key,
            Bytes value,
            Optional<Context> context,
            Optional<Duration> ttl,
            Optional<OperationId> operation,
            RequestOptions options) {
        this(key, value, context, ttl, Optional.empty(), operation, options);
    }

    /** A write without context, expiry or id. */
    public static PutRequest of(Key key, Bytes value) {
        return new PutRequest(
                key,
                value,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RequestOptions.DEFAULT);
    }

    /** The same write by somebody who has read {@code seen}. */
    public PutRequest after(Context seen) {
        return new PutRequest(key, value, Optional.of(seen), ttl, condition, operation, options);
    }

    /** The same write under this id. */
    public PutRequest as(OperationId id) {
        return new PutRequest(key, value, context, ttl, condition, Optional.of(id), options);
    }

    /** The same write with these options. */
    public PutRequest with(RequestOptions changed) {
        return new PutRequest(key, value, context, ttl, condition, operation, changed);
    }

    /** The same write, to take effect only when this holds. */
    public PutRequest when(Condition holds) {
        return new PutRequest(key, value, context, ttl, Optional.of(holds), operation, options);
    }
}
