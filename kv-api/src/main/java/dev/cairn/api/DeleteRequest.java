package dev.cairn.api;

import java.util.Optional;

/**
 * Delete one key. Succeeds also when there is nothing to delete.
 *
 * @param key which
 * @param context what the caller has seen; without one the bucket's {@code blindWrites} decides
 * @param condition what must hold; linearizable buckets only
 * @param operation the caller's own id for this write
 * @param options consistency and the rest
 */
public record DeleteRequest(
        Key key,
        Optional<Context> context,
        Optional<Condition> condition,
        Optional<OperationId> operation,
        RequestOptions options) {
    /** A delete without a condition. */
    public DeleteRequest(
            Key key,
            Optional<Context> context,
            Optional<OperationId> operation,
            RequestOptions options) {
        this(key, context, Optional.empty(), operation, options);
    }

    /** A delete without context or id. */
    public static DeleteRequest of(Key key) {
        return new DeleteRequest(key, Optional.empty(), Optional.empty(), RequestOptions.DEFAULT);
    }

    /** The same delete by somebody who has read {@code seen}. */
    public DeleteRequest after(Context seen) {
        return new DeleteRequest(key, Optional.of(seen), condition, operation, options);
    }

    /** The same delete under this id. */
    public DeleteRequest as(OperationId id) {
        return new DeleteRequest(key, context, condition, Optional.of(id), options);
    }

    /** The same delete with these options. */
    public DeleteRequest with(RequestOptions changed) {
        return new DeleteRequest(key, context, condition, operation, changed);
    }

    /** The same delete, to take effect only when this holds. */
    public DeleteRequest when(Condition holds) {
        return new DeleteRequest(key, context, Optional.of(holds), operation, options);
    }
}
