package dev.cairn.server.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Credentials;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientConfig;
import dev.cairn.server.access.Secrets;
import dev.cairn.server.config.UserFile;
import dev.cairn.server.config.UserSettings;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpCredentials;
import dev.cairn.server.http.StreamEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Who loses a role, a secret or everything loses it on connections that are open, too. */
@Timeout(120)
class LostRightsTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String TOKEN = Secrets.newToken();
    private static final String PASSWORD = Secrets.ofPassword("g1na", 1000);
    private static final UserSettings BY_TOKEN =
            new UserSettings("", Secrets.ofToken(TOKEN), List.of("read", "write"));
    private static final Key KEY = new Key("default", Bytes.utf8("k"));

    @TempDir static Path folder;
    private static SecureNodes nodes;
    private final Map<String, UserSettings> users = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        nodes = new SecureNodes(folder, "netty", "n1");
        nodes.issue(new CertificateIdentity.Client(SecureNodes.CLUSTER, "root"));
        UserFile.write(folder.resolve("users.yaml"), Map.of());
        nodes.start(
                "authenticator=users",
                "plugins.authenticator.users.reload-every=50ms",
                "buckets.default.n=1",
                "buckets.redis:0.n=1");
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private void knows(String name, UserSettings settings) throws IOException {
        users.put(name, settings);
        write();
    }

    private void forgets(String name) throws IOException {
        users.remove(name);
        write();
    }

    private void write() throws IOException {
        users.put("root", new UserSettings("", "", List.of("admin")));
        UserFile.write(folder.resolve("users.yaml"), users);
    }

    private static ClientConfig config(String protocol, Address node) throws Exception {
        return SecureNodes.patient(node).over(protocol).withTls(nodes.trusting());
    }

    private static ClientConfig byToken(String protocol) throws Exception {
        String port = protocol.equals("native") ? "peer" : protocol;
        return config(protocol, nodes.address("n1", port))
                .withCredentials(new Credentials.Token(TOKEN));
    }

    private static CairnClient root() throws Exception {
        return CairnClient.connect(
                SecureNodes.patient(nodes.address("n1", "peer")).withTls(nodes.client("root")));
    }

    /** What becomes of reading the key: OK, or the error's code. */
    private static String read(CairnClient client) {
        try {
            client.blocking().get(KEY);
            return "OK";
        } catch (KvException refused) {
            return refused.error().code().name();
        }
    }

    private static void awaitRead(CairnClient client, String outcome) {
        await().atMost(LIMIT).until(() -> read(client).equals(outcome));
    }

    @Test
    void aNativeConnectionIsItsUsersForAsLongAsTheyHaveTheSecretItCameBy() throws Exception {
        knows("frank", BY_TOKEN);
        try (CairnClient frank = CairnClient.connect(byToken("native"));
                CairnClient root = root()) {
            awaitRead(frank, "OK");
            awaitRead(root, "OK");
            knows("frank", new UserSettings("", BY_TOKEN.token(), List.of("read:other")));
            awaitRead(frank, "FORBIDDEN");
            knows("frank", new UserSettings("", Secrets.ofToken("another"), BY_TOKEN.roles()));
            awaitRead(frank, "UNAUTHENTICATED");
            knows("frank", BY_TOKEN);
            awaitRead(frank, "OK");
            forgets("frank");
            awaitRead(frank, "UNAUTHENTICATED");
            assertThat(read(root)).isEqualTo("OK");
        }
    }

    private static String answer(Jedis redis, String command) {
        try {
            return command.equals("GET") ? redis.get("key") : redis.set("key", "v");
        } catch (JedisDataException refused) {
            return String.valueOf(refused.getMessage()).split(" ")[0];
        }
    }

    private static void awaitAnswer(Jedis redis, String command, String answer) {
        await().atMost(LIMIT).until(() -> answer.equals(answer(redis, command)));
    }

    @Test
    void aRedisClientGoesByItsRolesOfNow() throws Exception {
        UserSettings gina = new UserSettings(PASSWORD, "", List.of("read", "write"));
        knows("gina", gina);
        try (Jedis redis =
                new Jedis(
                        new HostAndPort("localhost", nodes.address("n1", "resp").port()),
                        DefaultJedisClientConfig.builder()
                                .ssl(true)
                                .sslSocketFactory(nodes.trusting().getSocketFactory())
                                .timeoutMillis((int) LIMIT.toMillis())
                                .build())) {
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> redis.auth("gina", "g1na").equals("OK"));
            awaitAnswer(redis, "SET", "OK");
            awaitAnswer(redis, "GET", "v");
            knows("gina", new UserSettings(PASSWORD, "", List.of("read")));
            awaitAnswer(redis, "SET", "NOPERM");
            awaitAnswer(redis, "GET", "v");
            forgets("gina");
            awaitAnswer(redis, "GET", "NOAUTH");
            awaitAnswer(redis, "SET", "NOAUTH");
            knows("gina", gina);
            awaitAnswer(redis, "GET", "v");
        }
    }

    /** Keeps a watch going and what it told: while nothing changes, how far it is. */
    private static final class Heard implements Watcher {
        private final CompletableFuture<Watch> watch = new CompletableFuture<>();
        private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        private final CompletableFuture<ErrorCode> end = new CompletableFuture<>();

        @Override
        public void event(WatchEvent event) {
            events.add(event);
            watch.join().next();
        }

        @Override
        public void ended(KvError error) {
            end.complete(error.code());
        }

        static Heard of(CairnClient client) throws InterruptedException {
            Heard heard = new Heard();
            Watch watch = client.watch(WatchRequest.of("default"), heard);
            heard.watch.complete(watch);
            watch.next();
            assertThat(heard.events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            return heard;
        }

        void assertNothingHasChanged() {
            assertThat(events)
                    .allSatisfy(
                            event -> assertThat(((WatchEvent.Changes) event).changes()).isEmpty());
        }
    }

    @Test
    void watchesEndWhenTheirUserIsGone() throws Exception {
        knows("hugo", BY_TOKEN);
        HttpCredentials bearer =
                new HttpCredentials(
                        Optional.of(nodes.trusting()), Optional.of(HttpCredentials.bearer(TOKEN)));
        BlockingQueue<StreamEvent> told = new LinkedBlockingQueue<>();
        try (CairnClient overNative = CairnClient.connect(byToken("native"));
                CairnClient overGrpc = CairnClient.connect(byToken("grpc"));
                CairnClient root = root();
                HttpConnection stream = http(bearer);
                HttpConnection keptAlive = http(bearer)) {
            awaitRead(overGrpc, "OK");
            Heard nativeWatch = Heard.of(overNative);
            Heard grpcWatch = Heard.of(overGrpc);
            Thread reader = Thread.ofVirtual().start(() -> follow(stream, told));
            assertThat(told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            assertThat(status(keptAlive)).isEqualTo(200);
            forgets("hugo");
            awaitRead(overGrpc, "UNAUTHENTICATED");
            assertThat(status(keptAlive)).isEqualTo(401);
            root.blocking().put(KEY, Bytes.utf8("nothing for hugo"));
            assertThat(nativeWatch.end.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(grpcWatch.end.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
            reader.join();
            assertThat(told)
                    .allSatisfy(event -> assertThat(event.type()).isIn("position", "ended"))
                    .last()
                    .satisfies(event -> assertThat(event.data()).contains("UNAUTHENTICATED"));
            nativeWatch.assertNothingHasChanged();
            grpcWatch.assertNothingHasChanged();
        }
    }

    private static HttpConnection http(HttpCredentials credentials) throws IOException {
        return new HttpConnection(nodes.address("n1", "http"), LIMIT, LIMIT, credentials);
    }

    private static int status(HttpConnection connection) throws IOException {
        return connection.exchange("GET", "/v1/buckets", Map.of(), new byte[0]).status();
    }

    private static void follow(HttpConnection stream, BlockingQueue<StreamEvent> told) {
        try {
            stream.events("/v1/buckets/default/watch", Map.of(), told::add);
        } catch (IOException ended) {
            told.add(new StreamEvent("broken", String.valueOf(ended.getMessage()), ""));
        }
    }
}
