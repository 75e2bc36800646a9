package dev.cairn.server.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON lines of {@code POST /v1/batch}: one put a line there, one result a line back, in the
 * same order.
 */
final class BatchCodec {
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final JsonFactory JSON = new JsonFactory();

    private final String prefix;

    /**
     * A record that was not written.
     *
     * @param index its place in the batch
     * @param code the error's code
     * @param detail one sentence
     */
    record Refusal(int index, String code, String detail) {
        /** Whether it may be taken when it is sent again. */
        boolean isTransient() {
            return code.equals("OVERLOADED")
                    || code.equals("UNAVAILABLE")
                    || code.equals("TIMEOUT");
        }
    }

    BatchCodec(String bucket) {
        this.prefix =
                "{\"op\":\"put\",\"bucket\":\""
                        + new String(JsonStringEncoder.getInstance().quoteAsCharArray(bucket))
                        + "\",\"key64\":\"";
    }

    byte[] encode(List<LoadRecord> records) {
        StringBuilder lines = new StringBuilder();
        for (LoadRecord record : records) {
            lines.append(prefix)
                    .append(BASE64.encodeToString(record.key().toByteArray()))
                    .append("\",\"value\":\"")
                    .append(BASE64.encodeToString(record.value().toByteArray()))
                    .append("\"}\n");
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Those of {@code count} results that are no success; throws {@link IOException} when results
     * are missing.
     */
    List<Refusal> refusals(byte[] body, int count) throws IOException {
        List<Refusal> refusals = new ArrayList<>();
        int index = 0;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                Refusal result = result(parser, index++);
                if (!result.code().isEmpty()) {
                    refusals.add(result);
                }
            }
        } catch (JacksonException malformed) {
            throw new IOException(
                    "the batch's results are no JSON: " + malformed.getOriginalMessage(),
                    malformed);
        }
        if (index != count) {
            throw new IOException("the batch had " + count + " items, its answer " + index);
        }
        return refusals;
    }

    private static Refusal result(JsonParser parser, int index) {
        String code = "";
        String detail = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "code" -> code = parser.getString();
                case "detail" -> detail = parser.getString();
                default -> parser.skipChildren();
            }
        }
        return new Refusal(index, code, detail);
    }
}
