package dev.cairn.transport.netty.http;

import dev.cairn.api.cluster.Address;
import dev.cairn.transport.netty.http.HttpReader.Reply;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly the bytes it is given and reads answers one by one. */
final class RawHttp implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final HttpReader reader;

    RawHttp(Address server) throws IOException {
        socket = new Socket(server.host(), server.port());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        reader = new HttpReader(in);
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
        return reader.reply(headOnly);
    }

    /** The next chunk of an answer that is still being told. */
    String chunk() throws IOException {
        return reader.chunk();
    }

    /** The head of an answer whose body is read by chunks. */
    String head() throws IOException {
        return reader.head();
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
