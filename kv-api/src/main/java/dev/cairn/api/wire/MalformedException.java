package dev.cairn.api.wire;

/** Bytes that are not of the format they should be. Carries what was expected and where. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was expected and where. */
    public MalformedException(String message) {
        super(message);
    }
}
