package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What the headers of an answer say, as members of a JSON object. */
final class AnswerHeaders {
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("KV-Context", "context");
        NAMES.put("ETag", "etag");
        NAMES.put("KV-Clock", "clock");
        NAMES.put("KV-Operation", "operation");
        NAMES.put("KV-Receipt", "receipt");
    }

    private AnswerHeaders() {}

    static String members(Reply reply) {
        return NAMES.entrySet().stream()
                .filter(name -> !reply.header(name.getKey()).isEmpty())
                .map(name ->
                        Json.quoted(name.getValue()) + ":" + value(reply.header(name.getKey())))
                .collect(Collectors.joining(","));
    }

    private static String value(String header) {
        return header.startsWith("{") || header.startsWith("\"") ? header : Json.quoted(header);
    }
}
