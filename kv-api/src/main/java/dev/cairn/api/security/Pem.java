package dev.cairn.api.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads certificates and keys in the text form of RFC 7468. */
public final class Pem {
    private static final int MAX_BYTES = 1 << 20;
    private static final String KEY_BEGINS = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_ENDS = "-----END PRIVATE KEY-----";

    private Pem() {}

    /** Every certificate of a file, at least one, in their order. */
    public static List<X509Certificate> certificates(Path file) throws TlsException {
        try (InputStream in = new ByteArrayInputStream(bytes(file))) {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new TlsException(file + " holds no certificate", null);
            }
            return certificates;
        } catch (CertificateException | IOException malformed) {
            throw new TlsException(file + " holds no certificate in PEM form", malformed);
        }
    }

    /** The one private key of a file, in PKCS #8 form, for certificates with such public keys. */
    public static PrivateKey key(Path file, String algorithm) throws TlsException {
        String text = new String(bytes(file), StandardCharsets.US_ASCII);
        int begin = text.indexOf(KEY_BEGINS);
        int end = text.indexOf(KEY_ENDS);
        if (begin < 0 || end < begin) {
            throw new TlsException(
                    file
                            + " holds no private key in PKCS #8 form; another form becomes one by: openssl pkcs8"
                            + " -topk8 -nocrypt",
                    null);
        }
        try {
            byte[] der =
                    Base64.getMimeDecoder()
                            .decode(text.substring(begin + KEY_BEGINS.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException | GeneralSecurityException malformed) {
            throw new TlsException(
                    file + " holds a private key that cannot be read as " + algorithm, malformed);
        }
    }

    private static byte[] bytes(Path file) throws TlsException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new TlsException(file + " is too large for keys or certificates", null);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new TlsException("there is no file " + file, missing);
        } catch (IOException failed) {
            throw new TlsException(file + " cannot be read: " + failed.getMessage(), failed);
        }
    }
}
