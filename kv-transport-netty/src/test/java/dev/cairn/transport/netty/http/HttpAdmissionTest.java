package dev.cairn.transport.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.transport.netty.clients.HeldAccess;
import dev.cairn.transport.netty.clients.TextChannel;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose sender has to be found out first, which takes until the test says so. */
@NoLeaks
final class HttpAdmissionTest {
    private final HeldAccess access = new HeldAccess();
    private final TextChannel text = new TextChannel();
    private final EmbeddedChannel channel = text.channel();

    {
        MemoryKeyValues data = new MemoryKeyValues(Runnable::run);
        HttpProvider provider = new HttpProvider();
        channel.pipeline()
                .addLast(new HttpServerCodec())
                .addLast(
                        new HttpConnection(
                                channel,
                                channel.eventLoop(),
                                provider.doors(
                                        HttpConfig.DEFAULT,
                                        data,
                                        new FixedAdmin(),
                                        "0.1",
                                        access.security())));
    }

    @AfterEach
    void finish() {
        text.close();
    }

    private void send(String bytes) {
        text.send(bytes);
    }

    private String received() {
        return text.received();
    }

    private static String request(String method, String secret, String body) {
        return method
                + " /v1/buckets/b/keys/a HTTP/1.1\r\nHost: x\r\n"
                + (secret.isEmpty() ? "" : "Authorization: " + secret + "\r\n")
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    @Test
    void requestsAreServedInOrderEachAsItsSender() {
        send(request("PUT", "Bearer one", "abc") + request("GET", "Bearer two", ""));
        assertThat(received()).isEmpty();
        access.admit("alice");
        assertThat(received()).startsWith("HTTP/1.1 204 ").doesNotContain("abc");
        access.admit("bob");
        assertThat(received()).startsWith("HTTP/1.1 200 ").endsWith("abc");
        assertThat(access.shown)
                .containsExactly(new Credentials.Token("one"), new Credentials.Token("two"));
        assertThat(access.served()).containsExactly(Principal.ANYBODY.name(), "alice", "bob");
    }

    @Test
    void whoIsNobodyIsToldSoAndTheConnectionGoesOn() {
        send(request("PUT", "Basic YWxpY2U6c2VjcmV0", "abc"));
        access.refuse();
        assertThat(received())
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("WWW-Authenticate: Basic")
                .contains("UNAUTHENTICATED");
        assertThat(access.shown)
                .containsExactly(new Credentials.Password(Optional.of("alice"), "secret"));
        send(request("GET", "", ""));
        assertThat(received()).startsWith("HTTP/1.1 401 ");
        send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(received()).startsWith("HTTP/1.1 200 ");
        assertThat(access.shown).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://x.evil.example", "http://x:1", "null"})
    void whatAPageOfAnotherOriginAsksForIsRefusedUnlessItReads(String origin) {
        String from = "Host: x\r\nOrigin: " + origin + "\r\nAuthorization: Bearer one\r\n";
        send("POST /v1/members/n1/remove HTTP/1.1\r\n" + from + "Content-Length: 0\r\n\r\n");
        assertThat(received()).startsWith("HTTP/1.1 403 ").contains("FORBIDDEN");
        assertThat(access.shown).isEmpty();
        send("GET /v1/members HTTP/1.1\r\n" + from + "\r\n");
        access.admit("alice");
        assertThat(received()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aPageOfTheNodeItselfMayChangeThings() {
        String put = request("PUT", "Bearer one", "abc");
        send(put.replace("Host: x", "Host: x\r\nOrigin: https://X"));
        access.admit("alice");
        assertThat(received()).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void theBodyOfWhoIsNobodyIsReadToItsLimitAndTheRefusalEndsTheConnection() {
        int most = HttpConfig.DEFAULT.maxBodyBytes();
        send(
                "PUT /v1/buckets/b/keys/a HTTP/1.1\r\nHost: x\r\nContent-Length: "
                        + 2 * most
                        + "\r\n\r\n"
                        + "x".repeat(most));
        assertThat(received()).isEmpty();
        send("x");
        assertThat(received())
                .startsWith("HTTP/1.1 401 ")
                .containsIgnoringCase("connection: close");
    }

    @Test
    void aClientThatGoesMeanwhileLeavesNothingBehind() {
        send(request("PUT", "Bearer one", "abc"));
        channel.close();
        channel.runPendingTasks();
        access.admit("alice");
        assertThat(received()).isEmpty();
    }
}
