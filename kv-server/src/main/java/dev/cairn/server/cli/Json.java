package dev.cairn.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value of an answer. What is not there reads as empty: an older or newer node may leave
 * something out.
 *
 * @param value a {@code Map}, a {@code List}, text, a number as it was written, or {@code "true"}
 *     and {@code "false"}
 */
record Json(Object value) {
    static final Json NOTHING = new Json("");

    /** Reads one value; throws {@link CommandException} when it is no JSON. */
    static Json parse(String text) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            return read(parser, parser.nextToken());
        } catch (JacksonException malformed) {
            throw new CommandException(
                    "INTERNAL",
                    Exit.FAILED,
                    "the node's answer is no JSON: " + malformed.getOriginalMessage(),
                    malformed);
        }
    }

    private static Json read(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Json> object = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    object.put(name, read(parser, parser.nextToken()));
                }
                yield new Json(object);
            }
            case START_ARRAY -> {
                List<Json> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken();
                        next != JsonToken.END_ARRAY;
                        next = parser.nextToken()) {
                    items.add(read(parser, next));
                }
                yield new Json(items);
            }
            case VALUE_NULL -> NOTHING;
            default -> new Json(parser.getString());
        };
    }

    /** A member of an object. */
    Json get(String name) {
        return value instanceof Map<?, ?> object && object.get(name) instanceof Json member
                ? member
                : NOTHING;
    }

    /** The items of an array. */
    List<Json> items() {
        List<Json> items = new ArrayList<>();
        if (value instanceof List<?> array) {
            array.forEach(item -> items.add((Json) item));
        }
        return items;
    }

    /** The members of an object, in their order. */
    Map<String, Json> members() {
        Map<String, Json> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> members.put((String) name, (Json) member));
        }
        return members;
    }

    /** A scalar as text; empty for anything else. */
    String text() {
        return value instanceof String text ? text : "";
    }

    /** A scalar as a number; 0 for anything else. */
    double number() {
        try {
            return text().isEmpty() ? 0 : Double.parseDouble(text());
        } catch (NumberFormatException noNumber) {
            return 0;
        }
    }

    /** Text as a JSON string, quotes included. */
    static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
    }
}
