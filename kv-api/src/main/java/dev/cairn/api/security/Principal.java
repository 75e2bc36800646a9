package dev.cairn.api.security;

import java.util.List;

/**
 * A caller who has proved who it is.
 *
 * @param name its name: 1 to 63 characters of {@code [A-Za-z0-9._-]}
 * @param grants what it was granted, as its authenticator knows it
 * @param proof by what it has proved it, in its authenticator's terms; no secret
 */
public record Principal(String name, List<Grant> grants, String proof) {
    private static final int MAX_LENGTH = 63;

    /** Whoever calls a node that asks nobody for a name; may do everything. */
    public static final Principal ANYBODY =
            new Principal("anybody", List.of(new Grant(Role.ADMIN, Grant.EVERY)));

    /** Copies the grants and checks the name; throws {@link IllegalArgumentException}. */
    public Principal {
        checkName(name);
        grants = List.copyOf(grants);
    }

    /** For authenticators that need not know by what. */
    public Principal(String name, List<Grant> grants) {
        this(name, grants, "");
    }

    static void checkName(String name) {
        boolean valid = !name.isEmpty() && name.length() <= MAX_LENGTH;
        for (int i = 0; valid && i < name.length(); i++) {
            char c = name.charAt(i);
            valid =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || "._-".indexOf(c) >= 0;
        }
        if (!valid) {
            throw new IllegalArgumentException(
                    "a name has 1 to 63 characters of A-Z a-z 0-9 . _ -, not \"" + name + "\"");
        }
    }
}
