package dev.cairn.server.wiring;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A node cannot start, for a reason its operator can do something about: one code, one sentence.
 */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** Why a node cannot start. */
    public enum Code {
        /** The configuration asks for what cannot be. */
        CONFIG,
        /** It would serve everybody, and nobody said that this is wanted. */
        INSECURE,
        /** The data directory belongs to another node or cluster, or another process has it. */
        DATA_REFUSED,
        /** Files of the data directory are damaged. */
        CORRUPT,
        /** Files cannot be read or written. */
        IO,
        /** A port cannot be listened on. */
        PORT,
        /** This version cannot do that yet. */
        UNSUPPORTED
    }

    /** A reason without a deeper cause. */
    public StartException(Code code, String sentence) {
        this(code, sentence, null);
    }

    /** A reason and what led to it. */
    public StartException(Code code, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    /** What kind of reason. */
    public Code code() {
        return code;
    }

    /** Whether the operator has to change what the node was told, rather than the machine. */
    public boolean isUsage() {
        return code == Code.CONFIG || code == Code.INSECURE || code == Code.UNSUPPORTED;
    }

    /** A port is taken, or an address is not this machine's. */
    static StartException cannotListen(String purpose, IOException failed) {
        return new StartException(
                Code.PORT, "cannot listen " + purpose + ": " + failed.getMessage(), failed);
    }
}
