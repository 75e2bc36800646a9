package dev.cairn.server.cli;

import org.jspecify.annotations.Nullable;

/** A command failed: told as {@code error: CODE: sentence}. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int exit;

    /** With the exit code that belongs to an error code. */
    public CommandException(String code, String sentence) {
        this(code, Exit.of(code), sentence, null);
    }

    /** With an exit code of its own. */
    public CommandException(String code, int exit, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.code = code;
        this.exit = exit;
    }

    /** What kind of failure. */
    public String code() {
        return code;
    }

    /** The process's exit code. */
    public int exit() {
        return exit;
    }
}
