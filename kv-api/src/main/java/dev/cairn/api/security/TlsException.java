package dev.cairn.api.security;

import org.jspecify.annotations.Nullable;

/** Files that were given for TLS cannot be used: one sentence that names the file. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A sentence and what led to it. */
    public TlsException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
