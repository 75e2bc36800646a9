package dev.cairn.server.local;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.TlsException;
import dev.cairn.server.certs.CertificateFolder;
import dev.cairn.server.config.UserFile;
import dev.cairn.server.config.UserSettings;
import dev.cairn.server.http.HttpCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The certificates and users of a local cluster with TLS, made by its first start: an authority,
 * one certificate a node, and the user {@code admin}, who may do everything and shows a
 * certificate.
 */
public final class LocalTls {
    private static final Duration VALIDITY = Duration.ofDays(3650);
    private static final List<String> HOSTS = List.of("localhost", NodePlan.HOST);
    private static final String ADMIN = "admin";

    private final Path certificates;
    private final Path users;

    /** In the folder where the nodes have theirs. */
    public LocalTls(Path data) {
        this.certificates = data.resolve("certs");
        this.users = data.resolve("users.yaml");
    }

    void make(ClusterId cluster, List<NodePlan> plans) throws IOException {
        CertificateFolder folder = new CertificateFolder(certificates);
        Instant now = Instant.now();
        try {
            folder.init(cluster, now, VALIDITY);
            for (NodePlan plan : plans) {
                NodeId node = new NodeId(plan.id());
                folder.issue(new CertificateIdentity.Node(cluster, node), HOSTS, now, VALIDITY);
            }
            folder.issue(new CertificateIdentity.Client(cluster, ADMIN), List.of(), now, VALIDITY);
        } catch (TlsException refused) {
            throw new LocalException(String.valueOf(refused.getMessage()));
        }
        UserFile.write(users, Map.of(ADMIN, new UserSettings("", "", List.of("admin:*"))));
    }

    /** What a node's configuration says of it, beside that file. */
    static List<String> yaml(NodePlan plan) {
        String own = "../certs/" + plan.id();
        return List.of(
                "security:",
                "  tls: {certificate: "
                        + own
                        + ".crt, key: "
                        + own
                        + ".key, authority: ../certs/ca.crt}",
                "authenticator: users",
                "plugins:",
                "  authenticator: {users: {file: ../users.yaml}}");
    }

    /** How the administrator calls; throws {@link LocalException} when the files are gone. */
    public HttpCredentials admin() {
        try {
            KeyMaterial admin =
                    KeyMaterial.read(
                            file("client-admin.crt"), file("client-admin.key"), file("ca.crt"));
            return new HttpCredentials(Optional.of(admin.context()), Optional.empty());
        } catch (TlsException unusable) {
            throw new LocalException(String.valueOf(unusable.getMessage()));
        }
    }

    private Path file(String name) {
        return certificates.resolve(name);
    }

    /**
     * How a person calls, in lines to be pasted.
     *
     * @param command what the user types for {@code bin/kv}
     * @param endpoints where the nodes answer HTTP
     * @param shown how the user would write a file's name
     */
    public List<String> hints(String command, String endpoints, Function<Path, String> shown) {
        return List.of(
                "# as admin, in another terminal:",
                "export KV_ENDPOINT="
                        + endpoints
                        + " KV_CA="
                        + shown.apply(file("ca.crt"))
                        + " KV_CERT="
                        + shown.apply(file("client-admin.crt"))
                        + " KV_KEY="
                        + shown.apply(file("client-admin.key")),
                "# others, by a password:",
                command + " users add bob --role read,write --file " + shown.apply(users));
    }
}
