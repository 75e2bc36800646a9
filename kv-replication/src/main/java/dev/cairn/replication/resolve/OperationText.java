package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the puts of counters and sets say, in JSON: {@code {"add":5}}, {@code
 * {"add":["a"],"remove":["b"]}}. An element that is not UTF-8 text is {@code {"base64":"/w=="}}.
 */
final class OperationText {
    private OperationText() {}

    /**
     * What a set's put asks for.
     *
     * @param add elements to be in it
     * @param remove elements to be out of it, as far as their adding was seen
     */
    record SetOperation(List<Bytes> add, List<Bytes> remove) {}

    /** By how much a counter's put moves it; throws {@link KvException} {@code BAD_REQUEST}. */
    static long amount(Bytes operation) {
        try {
            JsonCursor json = new JsonCursor(operation);
            json.expect('{');
            json.key("add");
            long amount = json.wholeNumber();
            json.expect('}');
            json.end();
            return amount;
        } catch (MalformedException wrong) {
            throw refused("a counter is put as {\"add\":N}, N a whole number of 64 bits", wrong);
        }
    }

    /** What a set's put asks for; throws {@link KvException} {@code BAD_REQUEST}. */
    static SetOperation elements(Bytes operation) {
        try {
            JsonCursor json = new JsonCursor(operation);
            List<Bytes> add = new ArrayList<>();
            List<Bytes> remove = new ArrayList<>();
            json.expect('{');
            do {
                String name = json.string();
                json.expect(':');
                switch (name) {
                    case "add" -> readElements(json, add);
                    case "remove" -> readElements(json, remove);
                    default -> throw new MalformedException("there is no \"" + name + "\"");
                }
            } while (json.take(','));
            json.expect('}');
            json.end();
            return new SetOperation(add, remove);
        } catch (MalformedException wrong) {
            throw refused("a set is put as {\"add\":[\"a\",…],\"remove\":[\"b\",…]}", wrong);
        }
    }

    private static void readElements(JsonCursor json, List<Bytes> elements) {
        json.expect('[');
        if (json.take(']')) {
            return;
        }
        do {
            elements.add(json.element());
        } while (json.take(','));
        json.expect(']');
    }

    private static KvException refused(String expected, MalformedException wrong) {
        return new KvException(ErrorCode.BAD_REQUEST, expected + ": " + wrong.getMessage());
    }
}
