package dev.cairn.server.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Passwords that were found right, so that a client which sends its own with each request is not
 * hashed each time. Holds them under a quick hash with a secret of this process, at most {@value
 * #MOST}, the latest; dropped with the users they are of. Safe for all threads.
 */
final class Remembered {
    private static final int MOST = 1024;

    private final byte[] secret = new byte[32];
    private final Map<String, Boolean> right =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > MOST;
                }
            };

    Remembered() {
        new SecureRandom().nextBytes(secret);
    }

    synchronized boolean knows(String user, String password) {
        return right.containsKey(mark(user, password));
    }

    synchronized void learn(String user, String password) {
        right.put(mark(user, password), true);
    }

    private String mark(String user, String password) {
        byte[] both = (user + '\n' + password).getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[secret.length + both.length];
        System.arraycopy(secret, 0, all, 0, secret.length);
        System.arraycopy(both, 0, all, secret.length, both.length);
        return Base64.getEncoder().encodeToString(Secrets.sha256(all));
    }
}
