package dev.cairn.api;

/**
 * An operating error on its way through blocking code. Carries a {@link KvError}; has no other
 * meaning.
 */
public final class KvException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient KvError error;

    /** Wraps {@code error}. */
    public KvException(KvError error) {
        super(error.code() + ": " + error.detail());
        this.error = error;
    }

    /** Wraps an error that leaves nothing in doubt. */
    public KvException(ErrorCode code, String detail) {
        this(KvError.of(code, detail));
    }

    /** What went wrong. */
    public KvError error() {
        return error;
    }
}
