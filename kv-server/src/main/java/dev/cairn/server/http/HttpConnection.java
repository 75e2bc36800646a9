package dev.cairn.server.http;

import dev.cairn.api.cluster.Address;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One connection to a node's HTTP server, one request after another. A small client of our own:
 * loading the JDK's takes longer than a whole {@code kv get} may. For one thread.
 */
public final class HttpConnection implements AutoCloseable {
    private static final int MAX_LINE = 1 << 16;
    private static final int MAX_BODY = 1 << 28;

    private final Address address;
    private final Optional<String> authorization;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /**
     * What came back.
     *
     * @param status the status code
     * @param headers by lower-case name
     * @param body the body
     */
    public record Reply(int status, Map<String, String> headers, byte[] body) {
        /** A header's value; empty when it is not there. */
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** The body read as UTF-8. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Whether the status is a success. */
        public boolean ok() {
            return status / 100 == 2;
        }
    }

    /** Connects without credentials; see the other constructor. */
    public HttpConnection(Address address, Duration connectTimeout, Duration timeout)
            throws IOException {
        this(address, connectTimeout, timeout, HttpCredentials.NONE);
    }

    /**
     * Connects; {@code connectTimeout} bounds the connect, {@code timeout} every wait for bytes.
     */
    public HttpConnection(
            Address address, Duration connectTimeout, Duration timeout, HttpCredentials credentials)
            throws IOException {
        this.address = address;
        this.authorization = credentials.authorization();
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            plain.connect(
                    new InetSocketAddress(address.host(), address.port()),
                    Math.toIntExact(connectTimeout.toMillis()));
            this.socket = credentials.secure(plain, address.host(), address.port());
            this.in = new BufferedInputStream(socket.getInputStream(), 1 << 15);
            this.out = socket.getOutputStream();
        } catch (IOException failed) {
            plain.close();
            throw failed;
        }
    }

    /** Sends a request and waits for its answer. */
    public Reply exchange(String method, String target, Map<String, String> headers, byte[] body)
            throws IOException {
        send(method, target, headers, body);
        return reply(method);
    }

    /**
     * Asks for a stream of events and hands over each as it comes, until the node ends it; answers
     * without a body then, or with what came in the stream's place.
     */
    public Reply events(String target, Map<String, String> headers, Consumer<StreamEvent> sink)
            throws IOException {
        send("GET", target, headers, new byte[0]);
        int code = status();
        Map<String, String> told = headers();
        if (!told.getOrDefault("content-type", "").startsWith("text/event-stream")) {
            return new Reply(code, told, body(told));
        }
        new EventStream(sink).read(new ChunkedBody(this));
        return new Reply(code, told, new byte[0]);
    }

    private void send(String method, String target, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head =
                new StringBuilder(256)
                        .append(method)
                        .append(' ')
                        .append(target)
                        .append(" HTTP/1.1\r\nHost: ")
                        .append(address)
                        .append("\r\nContent-Length: ")
                        .append(body.length)
                        .append("\r\n");
        authorization.ifPresent(
                secret -> head.append("Authorization: ").append(secret).append("\r\n"));
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        out.write(whole);
        out.flush();
    }

    private int status() throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.") || status.length() < 12) {
            throw new IOException(address + " does not speak HTTP; it said \"" + status + "\"");
        }
        return number(status.substring(9, 12), 10);
    }

    private Reply reply(String method) throws IOException {
        int code = status();
        Map<String, String> headers = headers();
        boolean empty = method.equals("HEAD") || code == 204 || code == 304;
        return new Reply(code, headers, empty ? new byte[0] : body(headers));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return new ChunkedBody(this).read(MAX_BODY);
        }
        return bytes(number(headers.getOrDefault("content-length", "0"), 10));
    }

    /** The next {@code count} bytes. */
    byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(address + " closed the connection in the middle of an answer");
        }
        return bytes;
    }

    /** The next line without its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException(address + " closed the connection");
            }
            if (line.length() == MAX_LINE) {
                throw new IOException(address + " sent an endless line");
            }
            line.append((char) next);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r'
                ? line.substring(0, length - 1)
                : line.toString();
    }

    /** A count of bytes out of a header. */
    int number(String text, int radix) throws IOException {
        try {
            int number = Integer.parseInt(text, radix);
            if (number >= 0 && number <= MAX_BODY) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new IOException(
                    address + " sent \"" + text + "\" where a number belongs", notANumber);
        }
        throw new IOException(address + " sent a body of " + text + " bytes");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Closes; a connection that cannot be closed is as good as closed. */
    public void closeQuietly() {
        try {
            close();
        } catch (IOException alreadyBroken) {
            assert socket.isClosed();
        }
    }
}
