package dev.cairn.api;

import java.util.Optional;

/**
 * A failed operation, as a value.
 *
 * @param code what kind of failure
 * @param detail one sentence for a person
 * @param operation the id of a write that is in doubt, to resolve or retry it; empty for everything
 *     else
 */
public record KvError(ErrorCode code, String detail, Optional<OperationId> operation) {
    /** An error that leaves nothing in doubt. */
    public static KvError of(ErrorCode code, String detail) {
        return new KvError(code, detail, Optional.empty());
    }

    /** This error, to be thrown. */
    public KvException toException() {
        return new KvException(this);
    }
}
