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
        for (byte[] chunk = next(limit); chunk.length > 0; chunk = next(limit - body.size())) {
            body.writeBytes(chunk);
        }
        return body.toByteArray();
    }

    /** The next chunk; empty at the end. */
    byte[] next(int limit) throws IOException {
        int size = size();
        if (size > limit) {
            throw new IOException("the answer has more bytes than are taken");
        }
        if (size > 0) {
            byte[] chunk = connection.bytes(size);
            connection.line();
            return chunk;
        }
        while (!connection.line().isEmpty()) {
            continue;
        }
        return new byte[0];
    }

    private int size() throws IOException {
        String line = connection.line();
        int extension = line.indexOf(';');
        return connection.number((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    }
}
