package dev.cairn.server.config;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * TLS on every port: section {@code security.tls}. All three files, or none.
 *
 * @param certificate PEM file of the node's certificate, with what leads to the authority
 * @param key PEM file of its private key
 * @param authority PEM file of those whose signatures are believed
 * @param reloadEvery how often it is looked whether one of them has changed
 */
public record TlsSettings(
        @Setting(
                        "PEM file of this node's certificate; with key and authority it turns TLS on, on every port")
                String certificate,
        @Setting("PEM file of its private key, PKCS #8") String key,
        @Setting("PEM file of the authority that signs the cluster's nodes and clients")
                String authority,
        @Setting("how often the files are looked at; a changed one holds for new connections")
                Duration reloadEvery) {
    /** No TLS. */
    public static final TlsSettings DEFAULT = new TlsSettings("", "", "", Duration.ofSeconds(10));

    /** Checks that they are complete; throws {@link IllegalArgumentException}. */
    public TlsSettings {
        boolean none = certificate.isEmpty() && key.isEmpty() && authority.isEmpty();
        boolean all = !certificate.isEmpty() && !key.isEmpty() && !authority.isEmpty();
        if (!none && !all) {
            throw new IllegalArgumentException(
                    "certificate, key and authority are needed together");
        }
        if (!reloadEvery.isPositive()) {
            throw new IllegalArgumentException("reload-every is at least 1ms");
        }
    }

    /** Whether TLS is on. */
    public boolean isOn() {
        return !certificate.isEmpty();
    }
}
