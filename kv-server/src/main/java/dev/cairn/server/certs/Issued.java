package dev.cairn.server.certs;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A certificate and the private key it is for. Its text does not show the key.
 *
 * @param certificate who may say that it is whom
 * @param key what proves it
 */
public record Issued(X509Certificate certificate, PrivateKey key) {
    private static final int LINE = 64;

    /** The certificate in PEM form. */
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate just made has no form", impossible);
        }
    }

    /** The key in PEM form, PKCS #8 and in clear. */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName();
    }
}
