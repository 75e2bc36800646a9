package dev.cairn.server.load;

import dev.cairn.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * A pair as a JSON object: {@code {"key":"text","value":"base64"}}; {@code key64} for a key in
 * base64, {@code text} for a value that is text.
 */
final class JsonPair {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonPair() {}

    static LoadRecord parse(long line, byte[] bytes, int length) {
        Optional<Bytes> key = Optional.empty();
        Optional<Bytes> value = Optional.empty();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("expected a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "key" -> key = Optional.of(Bytes.utf8(parser.getString()));
                    case "key64" -> key = Optional.of(base64(parser.getString()));
                    case "value" -> value = Optional.of(base64(parser.getString()));
                    case "text" -> value = Optional.of(Bytes.utf8(parser.getString()));
                    default ->
                            throw new IllegalArgumentException(
                                    "expected key, key64, value or text, read " + name);
                }
            }
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException(
                    "this is no JSON: " + malformed.getOriginalMessage(), malformed);
        }
        return new LoadRecord(
                line,
                key.orElseThrow(() -> new IllegalArgumentException("there is no key")),
                value.orElseThrow(() -> new IllegalArgumentException("there is no value")));
    }

    /** A line that {@link #parse} reads back: the key as text where it is UTF-8. */
    static byte[] show(Bytes key, Bytes value) {
        String text = key.utf8();
        String name = Bytes.utf8(text).equals(key) ? "key" : "key64";
        String shown =
                name.equals("key")
                        ? new String(JsonStringEncoder.getInstance().quoteAsCharArray(text))
                        : encoded(key);
        String line = "{\"" + name + "\":\"" + shown + "\",\"value\":\"" + encoded(value) + "\"}\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static String encoded(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static Bytes base64(String text) {
        return Bytes.wrap(Base64.getDecoder().decode(text));
    }
}
