package dev.cairn.api;

/**
 * What became of a write.
 *
 * @param operation its id
 * @param key the key it was for
 * @param status what is certain of it now
 */
public record OperationResult(OperationId operation, Key key, Status status) {
    /** What is certain of a write. */
    public enum Status {
        /** It took effect, and as many replicas hold it as its level asks for. */
        APPLIED,
        /** It did not take effect and never will. */
        CANCELLED,
        /** Not enough owners answered, or none remembers so far back; ask again, or look. */
        UNKNOWN
    }
}
