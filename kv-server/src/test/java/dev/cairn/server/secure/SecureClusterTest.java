package dev.cairn.server.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Credentials;
import dev.cairn.client.BlockingClient;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientConfig;
import dev.cairn.server.access.Secrets;
import dev.cairn.server.config.UserFile;
import dev.cairn.server.config.UserSettings;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.HttpCredentials;
import dev.cairn.server.it.JavaScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Three nodes that know each other by certificate and ask their clients who they are. */
@Timeout(120)
class SecureClusterTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int FEW = 1000;
    private static final String TOKEN = Secrets.newToken();
    private static final CertificateIdentity.Client ALICE =
            new CertificateIdentity.Client(SecureNodes.CLUSTER, "alice");
    private static final Key APP = new Key("app-1", Bytes.utf8("key"));

    @TempDir static Path folder;
    private static SecureNodes nodes;

    /** alice shows a certificate, bob has a password, carol a token. */
    @BeforeAll
    static void start() throws Exception {
        nodes = new SecureNodes(folder, "netty", "n1", "n2", "n3");
        nodes.issue(ALICE);
        UserFile.write(
                folder.resolve("users.yaml"),
                Map.of(
                        "alice", new UserSettings("", "", List.of("admin:*")),
                        "bob",
                                new UserSettings(
                                        Secrets.ofPassword("b0b", FEW), "", List.of("read:*")),
                        "erin",
                                new UserSettings(
                                        Secrets.ofPassword("er1n", FEW),
                                        "",
                                        List.of("read:redis:*", "write:redis:*")),
                        "carol",
                                new UserSettings(
                                        "",
                                        Secrets.ofToken(TOKEN),
                                        List.of("read:app-*", "write:app-*"))));
        nodes.start(
                "authenticator=users",
                "plugins.authenticator.users.reload-every=50ms",
                "security.audit-log=audit.jsonl");
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private static Reply http(
            SSLContext tls, Optional<String> authorization, String method, String path, String body)
            throws IOException {
        try (HttpConnection connection =
                new HttpConnection(
                        nodes.address("n2", "http"),
                        LIMIT,
                        LIMIT,
                        new HttpCredentials(Optional.of(tls), authorization))) {
            return connection.exchange(
                    method, path, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static int status(Optional<String> authorization, String method, String path)
            throws Exception {
        return http(nodes.trusting(), authorization, method, path, "x").status();
    }

    @Test
    void overHttpEverybodyMayDoWhatTheirRolesSay() throws Exception {
        Optional<String> bob = Optional.of(HttpCredentials.basic("bob", "b0b"));
        Optional<String> carol = Optional.of(HttpCredentials.bearer(TOKEN));
        String mine = "/v1/buckets/app-1/keys/http";
        String others = "/v1/buckets/other/keys/http";
        assertThat(status(Optional.empty(), "GET", mine)).isEqualTo(401);
        assertThat(status(Optional.empty(), "GET", "/health/ready")).isEqualTo(200);
        assertThat(status(Optional.of(HttpCredentials.basic("bob", "bob")), "GET", mine))
                .isEqualTo(401);
        assertThat(status(Optional.of(HttpCredentials.basic("eve", "b0b")), "GET", mine))
                .isEqualTo(401);
        assertThat(status(Optional.of(HttpCredentials.bearer("guess")), "GET", mine))
                .isEqualTo(401);
        assertThat(status(bob, "GET", mine)).isEqualTo(404);
        assertThat(status(bob, "PUT", mine)).isEqualTo(403);
        assertThat(status(carol, "PUT", mine)).isEqualTo(204);
        assertThat(status(carol, "PUT", others)).isEqualTo(403);
        assertThat(status(carol, "GET", others)).isEqualTo(403);
        assertThat(status(carol, "POST", "/v1/members/n3/leave")).isEqualTo(403);
        assertThat(http(nodes.client("alice"), Optional.empty(), "PUT", others, "x").status())
                .isEqualTo(204);
    }

    @Test
    void whatAdministratorsDoIsWrittenDown() throws Exception {
        String path = "/v1/buckets/audited";
        assertThat(
                        http(
                                        nodes.client("alice"),
                                        Optional.empty(),
                                        "PUT",
                                        path,
                                        "{\"r\":\"ONE\"}")
                                .status())
                .isEqualTo(200);
        assertThat(
                        http(
                                        nodes.trusting(),
                                        Optional.of(HttpCredentials.basic("bob", "b0b")),
                                        "PUT",
                                        path,
                                        "{\"r\":\"ALL\"}")
                                .status())
                .isEqualTo(403);
        Path log = folder.resolve("audit.jsonl");
        await().atMost(LIMIT)
                .until(() ->
                        Files.exists(log)
                                && Files.readString(log).contains("\"user\":\"alice\"")
                                && Files.readString(log).contains("\"user\":\"bob\""));
        assertThat(Files.readAllLines(log))
                .anyMatch(line ->
                        line.contains("\"user\":\"alice\",\"action\":\"bucket.set\"")
                                && line.contains("audited {r=ONE}")
                                && line.contains("\"outcome\":\"OK\""))
                .anyMatch(line ->
                        line.contains("\"user\":\"bob\"")
                                && line.contains("\"outcome\":\"FORBIDDEN\""));
    }

    private static ClientConfig client(SSLContext tls) {
        return SecureNodes.patient(nodes.address("n1", "peer"), nodes.address("n3", "peer"))
                .withTls(tls);
    }

    @Test
    void nativeClientsComeByCertificateTokenOrPassword() throws Exception {
        try (CairnClient alice = CairnClient.connect(client(nodes.client("alice")))) {
            alice.blocking().put(APP, Bytes.utf8("by alice"));
        }
        ClientConfig anonymous = client(nodes.trusting());
        try (CairnClient carol =
                CairnClient.connect(anonymous.withCredentials(new Credentials.Token(TOKEN)))) {
            BlockingClient calls = carol.blocking();
            assertThat(calls.get(APP).siblings().getFirst().value().utf8()).isEqualTo("by alice");
            assertThatThrownBy(() -> calls.get(new Key("other", Bytes.utf8("key"))))
                    .isInstanceOfSatisfying(
                            KvException.class,
                            refused ->
                                    assertThat(refused.error().code())
                                            .isEqualTo(ErrorCode.FORBIDDEN));
        }
        Credentials right = new Credentials.Password(Optional.of("bob"), "b0b");
        try (CairnClient bob = CairnClient.connect(anonymous.withCredentials(right))) {
            assertThat(bob.blocking().get(APP).siblings()).hasSize(1);
        }
        Credentials wrong = new Credentials.Password(Optional.of("bob"), "bob");
        for (ClientConfig config : List.of(anonymous, anonymous.withCredentials(wrong))) {
            try (CairnClient nobody = CairnClient.connect(config)) {
                assertThatThrownBy(() -> nobody.blocking().get(APP))
                        .isInstanceOfSatisfying(
                                KvException.class,
                                refused ->
                                        assertThat(refused.error().code())
                                                .isEqualTo(ErrorCode.UNAUTHENTICATED));
            }
        }
    }

    private static Jedis redis(DefaultJedisClientConfig.Builder config) throws Exception {
        return new Jedis(
                new HostAndPort("localhost", nodes.address("n3", "resp").port()),
                config.ssl(true)
                        .sslSocketFactory(nodes.trusting().getSocketFactory())
                        .timeoutMillis((int) LIMIT.toMillis())
                        .build());
    }

    @Test
    void redisClientsComeByAuth() throws Exception {
        try (Jedis bob = redis(DefaultJedisClientConfig.builder().user("bob").password("b0b"))) {
            assertThat(bob.get("missing")).isNull();
            assertThatThrownBy(() -> bob.set("key", "value"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageStartingWith("NOPERM");
        }
        try (Jedis nobody = redis(DefaultJedisClientConfig.builder())) {
            assertThatThrownBy(() -> nobody.get("key")).hasMessageStartingWith("NOAUTH");
            assertThatThrownBy(() -> nobody.auth("bob", "bob")).hasMessageStartingWith("WRONGPASS");
            assertThat(nobody.auth("bob", "b0b")).isEqualTo("OK");
            assertThat(nobody.get("missing")).isNull();
        }
    }

    @Test
    void javaScriptClientsComeByPasswordAndToken() throws Exception {
        JavaScript.assumeInstalled();
        String authority = folder.resolve("certs").resolve("ca.crt").toString();
        JavaScript.run(
                "redis.js",
                "localhost:" + nodes.address("n1", "resp").port(),
                authority,
                "erin",
                "er1n");
        JavaScript.run(
                "grpc.js", "localhost:" + nodes.address("n2", "grpc").port(), authority, TOKEN);
    }

    @Test
    void aPlainClientIsNotAnswered() {
        assertThatThrownBy(
                        () -> {
                            try (HttpConnection plain =
                                    new HttpConnection(nodes.address("n1", "http"), LIMIT, LIMIT)) {
                                plain.exchange("GET", "/health/ready", Map.of(), new byte[0]);
                            }
                        })
                .isInstanceOf(IOException.class);
    }

    @Test
    void aNewCertificateHoldsForNewConnectionsWithoutARestart() throws Exception {
        X509Certificate before = shownBy("n1");
        nodes.certificates.rotate(
                new CertificateIdentity.Node(SecureNodes.CLUSTER, new NodeId("n1")), Instant.now());
        await().atMost(LIMIT)
                .until(() -> !shownBy("n1").getSerialNumber().equals(before.getSerialNumber()));
    }

    private static X509Certificate shownBy(String node) throws Exception {
        try (SSLSocket socket =
                (SSLSocket)
                        nodes.trusting()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", nodes.address(node, "http").port())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void aUserWhoIsAddedMayCallAtOnce() throws Exception {
        Optional<String> dave = Optional.of(HttpCredentials.basic("dave", "d4ve"));
        String path = "/v1/buckets/app-1/keys/dave";
        assertThat(status(dave, "GET", path)).isEqualTo(401);
        Path file = folder.resolve("users.yaml");
        Map<String, UserSettings> users = new LinkedHashMap<>(UserFile.read(file));
        users.put(
                "dave",
                new UserSettings(Secrets.ofPassword("d4ve", FEW), "", List.of("read:app-1")));
        UserFile.write(file, users);
        await().atMost(LIMIT).until(() -> status(dave, "GET", path) == 404);
    }
}
