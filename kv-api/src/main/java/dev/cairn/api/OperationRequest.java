package dev.cairn.api;

import java.util.Optional;

/**
 * Ask what became of a write that is in doubt, and settle it.
 *
 * @param operation the write's id, as its answer or error told it, or as its caller made it
 * @param key which key it was for; needed when the id does not tell, as callers' own do not
 * @param options the level to complete it to, and the deadline
 */
public record OperationRequest(OperationId operation, Optional<Key> key, RequestOptions options) {
    /** Asks with the bucket's own level. */
    public static OperationRequest of(OperationId operation) {
        return new OperationRequest(operation, Optional.empty(), RequestOptions.DEFAULT);
    }

    /** The same question about that key. */
    public OperationRequest at(Key known) {
        return new OperationRequest(operation, Optional.of(known), options);
    }
}
