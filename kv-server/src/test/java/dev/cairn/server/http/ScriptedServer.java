package dev.cairn.server.http;

import dev.cairn.api.cluster.Address;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A server that answers every request as a script says, byte for byte. */
public final class ScriptedServer implements AutoCloseable {
    /** An answer that begins with this is the connection's last. */
    public static final String CLOSE = "close:";

    private final ServerSocket listener;
    private final Function<Request, String> script;

    /** What came in. */
    public record Request(String head, String body) {}

    public ScriptedServer(Function<Request, String> script) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    public static String ok(String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }

    public static String failure() {
        return "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    }

    public Address address() {
        return new Address("127.0.0.1", listener.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    int next = in.read();
                    if (next < 0) {
                        return;
                    }
                    head.append((char) next);
                }
                int length =
                        Integer.parseInt(
                                head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                String answer = script.apply(new Request(head.toString(), body));
                out.write(answer.replace(CLOSE, "").getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (answer.startsWith(CLOSE)) {
                    return;
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
