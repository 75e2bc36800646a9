package dev.cairn.server.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Hashes passwords and tokens for keeping. */
public final class Secrets {
    /** What guessing at a stolen file costs: a fifth of a second of a processor a guess. */
    private static final int ITERATIONS = 210_000;

    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int TOKEN_BYTES = 32;
    private static final String PASSWORD = "pbkdf2-sha512";
    private static final String TOKEN = "sha256";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private Secrets() {}

    /** A new token, in clear. */
    public static String newToken() {
        return "cairn-" + TEXT.encodeToString(random(TOKEN_BYTES));
    }

    /** What is kept of a token: the same each time, so that it can be looked up by. */
    public static String ofToken(String token) {
        return TOKEN + "$" + TEXT.encodeToString(sha256(token.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is kept of a password: its salt and what PBKDF2 (RFC 8018) makes of both. */
    public static String ofPassword(String password) {
        return ofPassword(password, ITERATIONS);
    }

    /** The same, as costly as {@code iterations}: what is kept says how many there were. */
    public static String ofPassword(String password, int iterations) {
        byte[] salt = random(SALT_BYTES);
        return kept(iterations, salt, derive(password, salt, iterations));
    }

    /**
     * What looks like it is kept of a password, and is of none: checking against it takes as long.
     */
    static String ofNobody() {
        return kept(ITERATIONS, random(SALT_BYTES), random(HASH_BYTES));
    }

    private static String kept(int iterations, byte[] salt, byte[] hash) {
        return String.join(
                "$",
                PASSWORD,
                Integer.toString(iterations),
                TEXT.encodeToString(salt),
                TEXT.encodeToString(hash));
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /**
     * Tells one secret from another, by what is kept of it, and nothing more; empty for none.
     * Another salt makes another secret.
     */
    static String mark(String kept) {
        return kept.isEmpty()
                ? ""
                : TEXT.encodeToString(sha256(kept.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether {@code kept} is of this password; takes its time. */
    static boolean isPassword(String password, String kept) {
        String[] parts = kept.split("\\$");
        byte[] salt = Base64.getUrlDecoder().decode(parts[2]);
        byte[] hash = Base64.getUrlDecoder().decode(parts[3]);
        return MessageDigest.isEqual(hash, derive(password, salt, Integer.parseInt(parts[1])));
    }

    /** Whether {@code kept} is what {@link #ofPassword} answers. */
    public static boolean isPasswordHash(String kept) {
        try {
            String[] parts = kept.split("\\$");
            return parts.length == 4
                    && parts[0].equals(PASSWORD)
                    && Integer.parseInt(parts[1]) > 0
                    && Integer.parseInt(parts[1]) <= MOST_ITERATIONS
                    && Base64.getUrlDecoder().decode(parts[2]).length >= SALT_BYTES
                    && Base64.getUrlDecoder().decode(parts[3]).length == HASH_BYTES;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Whether {@code kept} is what {@link #ofToken} answers. */
    public static boolean isTokenHash(String kept) {
        try {
            return kept.startsWith(TOKEN + "$")
                    && Base64.getUrlDecoder().decode(kept.substring(TOKEN.length() + 1)).length
                            == HASH_BYTES;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(
                            new PBEKeySpec(
                                    password.toCharArray(), salt, iterations, 8 * HASH_BYTES))
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no PBKDF2", impossible);
        }
    }
}
