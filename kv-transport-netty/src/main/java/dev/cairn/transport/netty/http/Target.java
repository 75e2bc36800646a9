package dev.cairn.transport.netty.http;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request line asks for.
 *
 * @param segments the path's parts between slashes, decoded
 * @param query the parameters, decoded
 */
record Target(List<Bytes> segments, Map<String, String> query) {
    private static final int MAX_PARAMETERS = 32;

    /** Reads the target of a request line; throws {@link KvException} {@code BAD_REQUEST}. */
    static Target parse(String text) {
        if (!text.startsWith("/")) {
            throw new KvException(ErrorCode.BAD_REQUEST, "the target begins with a slash");
        }
        int mark = text.indexOf('?');
        String path = mark < 0 ? text : text.substring(0, mark);
        List<Bytes> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            segments.add(Percent.decode(segment));
        }
        return new Target(
                List.copyOf(segments), mark < 0 ? Map.of() : parameters(text.substring(mark + 1)));
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : text.split("&")) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (parameters.put(Percent.decode(name).utf8(), value) != null) {
                throw new KvException(
                        ErrorCode.BAD_REQUEST, "the parameter " + name + " is given twice");
            }
            if (parameters.size() > MAX_PARAMETERS) {
                throw new KvException(
                        ErrorCode.BAD_REQUEST,
                        "there are more than " + MAX_PARAMETERS + " parameters");
            }
        }
        return Map.copyOf(parameters);
    }

    /** The text of a segment; empty when there are fewer. */
    String text(int index) {
        return index < segments.size() ? segments.get(index).utf8() : "";
    }
}
