package dev.cairn.transport.netty.resp;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.security.Credentials;
import dev.cairn.testkit.contract.ClientCodec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** RESP2 by hand. A key that is not there is read as an empty value. */
final class RespCodec implements ClientCodec {
    private final Optional<Credentials> shown;
    private boolean admitted;

    RespCodec(Optional<Credentials> shown) {
        this.shown = shown;
        this.admitted = shown.isEmpty();
    }

    @Override
    public byte[] greeting() {
        return shown.map(secret -> (Credentials.Password) secret)
                .map(secret -> command("AUTH", secret.user().orElse("default"), secret.password()))
                .orElse(new byte[0]);
    }

    @Override
    public byte[] get(int id, String key) {
        return command("GET", key);
    }

    @Override
    public byte[] put(int id, String key, String value) {
        return command("SET", key, value);
    }

    private static byte[] command(String... parts) {
        StringBuilder text = new StringBuilder("*" + parts.length + "\r\n");
        for (String part : parts) {
            text.append("$").append(part.length()).append("\r\n").append(part).append("\r\n");
        }
        return ascii(text.toString());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Reply read(InputStream in, OutputStream out) throws IOException {
        String line = line(in);
        String text = line.substring(1);
        if (line.startsWith("-")) {
            return Reply.failed(0, code(text));
        }
        if (!admitted) {
            admitted = true;
            return read(in, out);
        }
        if (line.startsWith("$")) {
            int size = Integer.parseInt(text);
            String value =
                    size < 0 ? "" : new String(in.readNBytes(size + 2), StandardCharsets.US_ASCII);
            return Reply.found(0, value.stripTrailing());
        }
        return Reply.written(0);
    }

    private static ErrorCode code(String text) {
        return switch (text.split(" ")[0]) {
            case "NOAUTH", "WRONGPASS" -> ErrorCode.UNAUTHENTICATED;
            case "NOPERM" -> ErrorCode.FORBIDDEN;
            default ->
                    Arrays.stream(ErrorCode.values())
                            .filter(code -> text.matches("(ERR )?" + code + " .*"))
                            .findFirst()
                            .orElse(ErrorCode.BAD_REQUEST);
        };
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection has ended");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public List<byte[]> malformed() {
        return List.of(
                ascii("*1\r\nPING\r\n"),
                ascii("*x\r\n"),
                ascii("*2000000\r\n"),
                ascii("*1\r\n$-5\r\n"),
                ascii("*1\r\n$99999999999\r\n"),
                ascii("*1\r\n$2\r\nabcdef\r\n"),
                ascii("GET \"a\r\n"));
    }

    @Override
    public List<Endless> endless() {
        return List.of(
                new Endless(new byte[0], ascii("x".repeat(4096))),
                new Endless(ascii("*1000000\r\n"), ascii("$1\r\nx\r\n".repeat(500))),
                new Endless(ascii("*2\r\n$3\r\nGET\r\n$1048577\r\n"), new byte[4096]));
    }
}
