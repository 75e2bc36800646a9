package dev.cairn.transport.netty.http;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.security.Credentials;
import dev.cairn.testkit.contract.ClientCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** HTTP by hand, keys in one bucket. */
final class HttpCodec implements ClientCodec {
    private static final int NO_CONTENT = 204;
    private static final int ERRORS = 400;

    private final String authorization;

    HttpCodec(Optional<Credentials> shown) {
        this.authorization =
                shown.flatMap(Credentials::header)
                        .map(header -> "Authorization: " + header + "\r\n")
                        .orElse("");
    }

    @Override
    public byte[] greeting() {
        return new byte[0];
    }

    @Override
    public byte[] get(int id, String key) {
        return ascii("GET " + path(key) + head() + "\r\n");
    }

    @Override
    public byte[] put(int id, String key, String value) {
        return ascii(
                "PUT "
                        + path(key)
                        + head()
                        + "Content-Length: "
                        + value.length()
                        + "\r\n\r\n"
                        + value);
    }

    private static String path(String key) {
        return "/v1/buckets/b/keys/" + key;
    }

    private String head() {
        return " HTTP/1.1\r\nHost: n\r\n" + authorization;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Reply read(InputStream in, OutputStream out) throws IOException {
        HttpReader.Reply reply = new HttpReader(in).reply(false);
        if (reply.status() >= ERRORS) {
            String code = reply.body().replaceAll("(?s).*\"code\":\"([A-Z_]+)\".*", "$1");
            return Reply.failed(0, ErrorCode.valueOf(code));
        }
        return reply.status() == NO_CONTENT ? Reply.written(0) : Reply.found(0, reply.body());
    }

    @Override
    public List<byte[]> malformed() {
        return List.of(
                ascii("HELLO\r\n\r\n"),
                ascii("GET / HTTP/1.1\r\n bad\r\n\r\n"),
                ascii("\u0016\u0003\u0001\r\n\r\n"),
                ascii("PUT " + path("a") + head() + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"));
    }

    @Override
    public List<Endless> endless() {
        String chunk = "1000\r\n" + "v".repeat(0x1000) + "\r\n";
        byte[] much = ascii("x".repeat(4096));
        return List.of(
                new Endless(ascii("GET /"), much),
                new Endless(ascii("GET / HTTP/1.1\r\nHost: "), much),
                new Endless(ascii("GET / HTTP/1.1\r\n"), ascii("More: and more\r\n".repeat(200))),
                new Endless(
                        ascii("PUT " + path("a") + head() + "Content-Length: 99999999999\r\n\r\n"),
                        much),
                new Endless(
                        ascii("PUT " + path("a") + head() + "Transfer-Encoding: chunked\r\n\r\n"),
                        ascii(chunk)));
    }
}
