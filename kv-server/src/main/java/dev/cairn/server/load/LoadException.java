package dev.cairn.server.load;

/** A load cannot go on; what was acknowledged stays, and the load can be resumed. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says why. */
    public LoadException(String reason) {
        super(reason);
    }
}
