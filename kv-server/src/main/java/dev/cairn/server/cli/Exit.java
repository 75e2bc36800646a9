package dev.cairn.server.cli;

/** Exit codes: part of the public surface. */
public final class Exit {
    /** Done. */
    public static final int DONE = 0;

    /** The operation failed. */
    public static final int FAILED = 1;

    /** The command or the configuration is wrong. */
    public static final int USAGE = 2;

    /** There is no such key. */
    public static final int NOT_FOUND = 3;

    /** Siblings, or a condition that does not hold. */
    public static final int CONFLICT = 4;

    /** No node, or too few replicas. */
    public static final int UNAVAILABLE = 69;

    private Exit() {}

    /** The exit code for an error code of a node. */
    static int of(String code) {
        return switch (code) {
            case "BAD_REQUEST" -> USAGE;
            case "NOT_FOUND" -> NOT_FOUND;
            case "CONFLICT", "WRONG_MODE" -> CONFLICT;
            case "UNAVAILABLE", "OVERLOADED" -> UNAVAILABLE;
            default -> FAILED;
        };
    }
}
