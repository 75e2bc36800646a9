package dev.cairn.server.config;

import dev.cairn.api.spi.Setting;

/**
 * How the node guards itself: section {@code security}.
 *
 * @param auditLog file of what administrators do; none if empty
 * @param allowUnauthenticated must be {@link #IN_WORDS} for a node without authentication to listen
 *     beyond loopback
 */
public record SecuritySettings(
        @Setting(
                        "file to which what administrators do is appended, a line of JSON each; none if empty")
                String auditLog,
        @Setting("to listen beyond loopback without authentication: \"" + IN_WORDS + "\"")
                String allowUnauthenticated) {
    /** What an operator must write to open a node to everybody. */
    public static final String IN_WORDS = "yes, anyone who reaches these ports may read and write";

    /** Loopback only. */
    public static final SecuritySettings DEFAULT = new SecuritySettings("", "no");

    /** Checks that it is either no or the words; throws {@link IllegalArgumentException}. */
    public SecuritySettings {
        if (!allowUnauthenticated.equals("no") && !allowUnauthenticated.equals(IN_WORDS)) {
            throw new IllegalArgumentException(
                    "allow-unauthenticated is \"no\" or \""
                            + IN_WORDS
                            + "\", not \""
                            + allowUnauthenticated
                            + "\"");
        }
    }

    /** Whether the operator wants the node open to everybody who reaches it. */
    public boolean open() {
        return allowUnauthenticated.equals(IN_WORDS);
    }
}
