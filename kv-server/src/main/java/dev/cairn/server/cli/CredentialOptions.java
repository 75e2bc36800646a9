package dev.cairn.server.cli;

import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.Pem;
import dev.cairn.api.security.TlsException;
import dev.cairn.server.http.HttpCredentials;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command encrypts its connections and proves who calls. */
final class CredentialOptions {
    @Option(
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:KV_CA:-}",
            description = "speak TLS, and believe the authority in this PEM file (KV_CA)")
    private String authority = "";

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            defaultValue = "${env:KV_CERT:-}",
            description = "show the certificate in this PEM file (KV_CERT)")
    private String certificate = "";

    @Option(
            names = "--key",
            paramLabel = "FILE",
            defaultValue = "${env:KV_KEY:-}",
            description = "with its private key (KV_KEY)")
    private String key = "";

    @Option(
            names = "--user",
            paramLabel = "NAME:PASSWORD",
            defaultValue = "${env:KV_USER:-}",
            description = "who calls (KV_USER, which other users of the machine do not see)")
    private String user = "";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:KV_TOKEN:-}",
            description = "a bearer token (KV_TOKEN, which other users of the machine do not see)")
    private String token = "";

    /** Reads the files; {@code https} asks for TLS also when there is no authority to believe. */
    HttpCredentials read(boolean https) {
        return new HttpCredentials(tls(https), authorization());
    }

    private Optional<String> authorization() {
        if (!user.isEmpty() && !token.isEmpty()) {
            throw usage("--user and --token exclude each other", null);
        }
        if (!token.isEmpty()) {
            return Optional.of(HttpCredentials.bearer(token));
        }
        if (user.isEmpty()) {
            return Optional.empty();
        }
        int colon = user.indexOf(':');
        if (colon < 1) {
            throw usage("--user is NAME:PASSWORD", null);
        }
        return Optional.of(
                HttpCredentials.basic(user.substring(0, colon), user.substring(colon + 1)));
    }

    private Optional<SSLContext> tls(boolean https) {
        if (certificate.isEmpty() != key.isEmpty()) {
            throw usage("--cert and --key are needed together", null);
        }
        try {
            if (!authority.isEmpty()) {
                return Optional.of(
                        certificate.isEmpty()
                                ? KeyMaterial.trusting(Pem.certificates(file(authority)))
                                : KeyMaterial.read(file(certificate), file(key), file(authority))
                                        .context());
            }
            if (!certificate.isEmpty()) {
                throw usage("--cert needs --ca", null);
            }
            return https ? Optional.of(SSLContext.getDefault()) : Optional.empty();
        } catch (TlsException | NoSuchAlgorithmException unusable) {
            throw usage(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static Path file(String argument) {
        return Surroundings.ofProcess().file(argument);
    }

    private static CommandException usage(String sentence, @Nullable Throwable cause) {
        return new CommandException("USAGE", Exit.USAGE, sentence, cause);
    }
}
