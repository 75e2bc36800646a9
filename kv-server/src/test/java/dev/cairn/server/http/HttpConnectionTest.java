package dev.cairn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.server.http.HttpConnection.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Reply exchange(String answer) throws IOException {
        try (ScriptedServer server = new ScriptedServer(request -> answer);
                HttpConnection connection = new HttpConnection(server.address(), LIMIT, LIMIT)) {
            return connection.exchange("GET", "/", Map.of(), new byte[0]);
        }
    }

    @Test
    void readsCountedBodiesAndHeadersInAnyCase() throws IOException {
        Reply reply =
                exchange(
                        "HTTP/1.1 404 Not Found\r\nkv-CONTEXT:  abc \r\ncontent-length: 3\r\n\r\nxyz");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.ok()).isFalse();
        assertThat(reply.header("KV-Context")).isEqualTo("abc");
        assertThat(reply.header("KV-Clock")).isEmpty();
        assertThat(reply.text()).isEqualTo("xyz");
    }

    @Test
    void readsChunkedBodies() throws IOException {
        Reply reply =
                exchange(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "5\r\nhello\r\n6;note=1\r\n world\r\n0\r\nTrailer: x\r\n\r\n");
        assertThat(reply.text()).isEqualTo("hello world");
    }

    @Test
    void sendsSeveralRequestsOverOneConnection() throws IOException {
        Queue<String> answers =
                new ArrayDeque<>(
                        List.of("HTTP/1.1 204 No Content\r\n\r\n", ScriptedServer.ok("second")));
        try (ScriptedServer server = new ScriptedServer(request -> answers.remove());
                HttpConnection connection = new HttpConnection(server.address(), LIMIT, LIMIT)) {
            assertThat(connection.exchange("PUT", "/", Map.of("A", "b"), new byte[10]).status())
                    .isEqualTo(204);
            assertThat(connection.exchange("GET", "/", Map.of(), new byte[0]).text())
                    .isEqualTo("second");
        }
    }

    @Test
    void refusesWhatIsNoHttp() {
        assertThatThrownBy(() -> exchange("-ERR unknown command\r\n"))
                .hasMessageContaining("does not speak HTTP");
        assertThatThrownBy(() -> exchange("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"))
                .hasMessageContaining("\"many\"");
    }

    @Test
    void tellsAnAnswerThatBreaksOff() {
        assertThatThrownBy(() ->
                        exchange(
                                ScriptedServer.CLOSE
                                        + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void encodesAnyByteInAPath() {
        assertThat(Percent.encode("a b/ü~")).isEqualTo("a%20b%2F%C3%BC~");
        assertThat(Percent.encode(new byte[] {0, -1, '%'})).isEqualTo("%00%FF%25");
    }
}
