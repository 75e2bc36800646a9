package dev.cairn.api.security;

import java.util.Locale;

/**
 * A role in a bucket, or in all whose names have one prefix. Written {@code read:sessions}, {@code
 * write:app-*}, {@code admin:*}.
 *
 * @param role what is allowed
 * @param bucket a bucket's name, or a prefix and {@code *}
 */
public record Grant(Role role, String bucket) {
    /** Every bucket. */
    public static final String EVERY = "*";

    /** Checks the form; throws {@link IllegalArgumentException}. */
    public Grant {
        int star = bucket.indexOf('*');
        if (bucket.isEmpty() || star >= 0 && star < bucket.length() - 1) {
            throw new IllegalArgumentException(
                    "a grant is for a bucket, or for a prefix and *, not for \"" + bucket + "\"");
        }
    }

    /** Reads what {@link #toString} writes; throws {@link IllegalArgumentException}. */
    public static Grant parse(String text) {
        int colon = text.indexOf(':');
        String role = colon < 0 ? text : text.substring(0, colon);
        String bucket = colon < 0 ? EVERY : text.substring(colon + 1);
        for (Role known : Role.values()) {
            if (known.name().equalsIgnoreCase(role)) {
                return new Grant(known, bucket);
            }
        }
        throw new IllegalArgumentException(
                "a grant is read, write or admin, then a colon and a bucket, not \"" + text + "\"");
    }

    /** Whether it allows {@code wanted} in {@code name}, a bucket or {@link #EVERY}. */
    public boolean allows(Role wanted, String name) {
        if (role != wanted && role != Role.ADMIN) {
            return false;
        }
        int prefix = bucket.length() - 1;
        return bucket.charAt(prefix) == '*'
                ? name.regionMatches(0, bucket, 0, prefix)
                : bucket.equals(name);
    }

    @Override
    public String toString() {
        return role.name().toLowerCase(Locale.ROOT) + ":" + bucket;
    }
}
