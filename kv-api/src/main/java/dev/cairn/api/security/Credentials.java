package dev.cairn.api.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What a caller shows to prove who it is. Its text never tells a secret. */
public sealed interface Credentials {
    /**
     * A certificate that TLS has found sound: the authority signed it, it is valid now, and the
     * caller has its key.
     *
     * @param identity whom it stands for
     */
    record Certificate(CertificateIdentity.Client identity) implements Credentials {}

    /**
     * A password, as HTTP Basic and RESP {@code AUTH} bring it.
     *
     * @param user whose; empty where the protocol lets it out
     * @param password in clear
     */
    record Password(Optional<String> user, String password) implements Credentials {
        @Override
        public String toString() {
            return "the password of " + user.orElse("the default user");
        }
    }

    /**
     * A bearer token: long, random, and enough by itself.
     *
     * @param token in clear
     */
    record Token(String token) implements Credentials {
        @Override
        public String toString() {
            return "a token";
        }
    }

    /**
     * What an {@code Authorization} header shows: {@code Basic} (RFC 7617) or {@code Bearer} (RFC
     * 6750); anything else is a token that nobody has.
     */
    static Credentials ofHeader(String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String shown = space < 0 ? "" : header.substring(space).strip();
        if (!scheme.equalsIgnoreCase("Basic")) {
            return new Token(scheme.equalsIgnoreCase("Bearer") ? shown : "");
        }
        try {
            byte[] both = Base64.getDecoder().decode(shown);
            String text = new String(both, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Token("")
                    : new Password(
                            Optional.of(text.substring(0, colon)), text.substring(colon + 1));
        } catch (IllegalArgumentException noBase64) {
            return new Token("");
        }
    }

    /**
     * The {@code Authorization} header that shows it, as {@link #ofHeader} reads it; empty for a
     * certificate, which TLS shows.
     */
    default Optional<String> header() {
        return switch (this) {
            case Certificate _ -> Optional.empty();
            case Token(String token) -> Optional.of("Bearer " + token);
            case Password(Optional<String> user, String password) -> {
                byte[] both = (user.orElse("") + ":" + password).getBytes(StandardCharsets.UTF_8);
                yield Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
            }
        };
    }

    /**
     * What a chain of certificates shows that TLS has found sound: the client it is for, if any.
     */
    static Optional<Credentials> ofChain(java.security.cert.Certificate[] chain) {
        return CertificateIdentity.ofChain(chain)
                .filter(CertificateIdentity.Client.class::isInstance)
                .map(client -> new Certificate((CertificateIdentity.Client) client));
    }
}
