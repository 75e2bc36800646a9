package dev.cairn.server.local;

/** A local cluster cannot start as it was asked to; says what to do instead. */
public final class LocalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One sentence. */
    public LocalException(String sentence) {
        super(sentence);
    }
}
