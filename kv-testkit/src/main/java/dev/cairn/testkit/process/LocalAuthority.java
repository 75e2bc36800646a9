package dev.cairn.testkit.process;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.KeyMaterial;
import dev.cairn.api.security.TlsException;
import dev.cairn.testkit.tls.Impostors;
import dev.cairn.testkit.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;

/** The certificates and users that {@code kv start --tls} has made. */
final class LocalAuthority {
    /** Known by certificate, and without a role. */
    static final String GUEST = "guest";

    private final Path data;

    /** Those in the folder of the cluster's data, once it has started. */
    LocalAuthority(Path data) {
        this.data = data;
    }

    /** Where the certificates are. */
    Path certificates() {
        return data.resolve("certs");
    }

    /** Where the users are. */
    Path users() {
        return data.resolve("users.yaml");
    }

    /** How a node that joins is told of its certificate. */
    List<String> settings(String node) {
        return List.of(
                "security.tls.certificate=" + file(node + ".crt"),
                "security.tls.key=" + file(node + ".key"),
                "security.tls.authority=" + file("ca.crt"),
                "authenticator=users",
                "plugins.authenticator.users.file=" + users());
    }

    /** Shows the administrator's certificate. */
    SSLContext admin() {
        try {
            return KeyMaterial.read(
                            file("client-admin.crt"), file("client-admin.key"), file("ca.crt"))
                    .context();
        } catch (TlsException unreadable) {
            throw new IllegalStateException("kv start --tls made no certificates", unreadable);
        }
    }

    /** Those who come with certificates that are nearly right. */
    Impostors impostors(List<NodeProcess> nodes, long seed) throws IOException {
        try {
            KeyMaterial first = KeyMaterial.read(file("n1.crt"), file("n1.key"), file("ca.crt"));
            CertificateIdentity.Node node = first.node(file("n1.crt"));
            return new Impostors(
                    TestAuthority.read(file("ca.crt"), file("ca.key")),
                    node.cluster(),
                    nodes.stream().map(LocalAuthority::target).toList(),
                    GUEST,
                    seed);
        } catch (TlsException unreadable) {
            throw new IOException(unreadable);
        }
    }

    private static Impostors.Target target(NodeProcess node) {
        Address first = node.clients();
        return new Impostors.Target(
                new NodeId(node.name()),
                first,
                new Address(first.host(), first.port() + Opening.RESP.port()),
                new Address(first.host(), first.port() + Opening.GRPC.port()),
                node.http());
    }

    private Path file(String name) {
        return certificates().resolve(name);
    }
}
