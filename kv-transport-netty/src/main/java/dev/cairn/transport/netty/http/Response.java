package dev.cairn.transport.netty.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one request is answered with.
 *
 * @param status the status code
 * @param headers besides those that carry the body; in order
 * @param body the body's bytes, not written to again
 */
record Response(int status, Map<String, String> headers, byte[] body) {
    private static final byte[] NOTHING = {};

    /** A status alone. */
    static Response of(int status) {
        return new Response(status, Map.of(), NOTHING);
    }

    /** A body of a type. */
    static Response of(int status, String type, byte[] body) {
        return new Response(status, Map.of("Content-Type", type), body);
    }

    /** A JSON document. */
    static Response json(int status, byte[] document) {
        return of(status, "application/json", document);
    }

    /** The same with one more header. */
    Response with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body);
    }
}
