package dev.cairn.transport.netty.http;

import dev.cairn.api.cluster.Address;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is given and reads answers one by one. */
final class RawHttp implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    /** One answer. */
    record Reply(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    RawHttp(Address server) throws IOException {
        socket = new Socket(server.host(), server.port());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Reply request(String method, String target, String body, String... headers) throws IOException {
        StringBuilder head =
                new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: here\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        send(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        return reply(method.equals("HEAD"));
    }

    Reply reply(boolean headOnly) throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        boolean empty = headOnly || status == 204 || status == 100;
        return new Reply(status, headers, empty ? "" : body(headers));
    }

    private String body(Map<String, String> headers) throws IOException {
        if (!headers.containsKey("transfer-encoding")) {
            return text(Integer.parseInt(headers.get("content-length")));
        }
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16);
                size > 0;
                size = Integer.parseInt(line(), 16)) {
            body.append(text(size));
            line();
        }
        line();
        return body.toString();
    }

    /** The next chunk of an answer that is still being told. */
    String chunk() throws IOException {
        String chunk = text(Integer.parseInt(line(), 16));
        line();
        return chunk;
    }

    /** The head of an answer whose body is read by chunks. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line.toLowerCase(Locale.ROOT)).append('\n');
        }
        return head.toString();
    }

    private String text(int size) throws IOException {
        return new String(in.readNBytes(size), StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Whether the server has closed the connection behind what was read. */
    boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
