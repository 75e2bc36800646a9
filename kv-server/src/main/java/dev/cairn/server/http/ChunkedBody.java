package dev.cairn.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A body in chunks (RFC 9112, section 7.1). */
final class ChunkedBody {
    private final HttpConnection connection;

    ChunkedBody(HttpConnection connection) {
        this.connection = connection;
    }

    byte[] read(int limit) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(); size > 0; size = size()) {
            if (body.size() + size > limit) {
                throw new IOException("the answer has more than " + limit + " bytes");
            }
            body.writeBytes(connection.bytes(size));
            connection.line();
        }
        while (!connection.line().isEmpty()) {
            continue;
        }
        return body.toByteArray();
    }

    private int size() throws IOException {
        String line = connection.line();
        int extension = line.indexOf(';');
        return connection.number((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    }
}
