package dev.cairn.transport.netty.http;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * One line of a batch, as docs/http-api.md describes it.
 *
 * @param op what to do
 * @param key with which key
 * @param value the value of a put; empty for others
 * @param context what the writer has seen
 * @param ttl how long a put's value lives
 * @param operation the caller's own id of the write
 */
record BatchItem(
        Op op,
        Key key,
        Bytes value,
        Optional<Context> context,
        Optional<Duration> ttl,
        Optional<OperationId> operation) {

    /** What to do. */
    enum Op {
        PUT,
        GET,
        DELETE
    }

    /** Reads a line; throws {@link KvException} {@code BAD_REQUEST} that says what is wrong. */
    static BatchItem parse(byte[] line) {
        Fields fields = new Fields();
        try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("expected a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                if (json.nextToken() != JsonToken.VALUE_STRING) {
                    throw malformed(name + " is a string");
                }
                fields.set(name, json.getString());
            }
            if (json.nextToken() != null) {
                throw malformed("expected one JSON object a line");
            }
        } catch (JacksonException noJson) {
            throw malformed("this is no JSON: " + noJson.getOriginalMessage());
        }
        return fields.item();
    }

    private static KvException malformed(String detail) {
        return new KvException(ErrorCode.BAD_REQUEST, detail);
    }

    /** The members as they are read. */
    private static final class Fields {
        private Optional<Op> op = Optional.empty();
        private String bucket = Key.DEFAULT_BUCKET;
        private Optional<Bytes> key = Optional.empty();
        private Optional<Bytes> value = Optional.empty();
        private Optional<Context> context = Optional.empty();
        private Optional<Duration> ttl = Optional.empty();
        private Optional<OperationId> operation = Optional.empty();

        void set(String name, String text) {
            switch (name) {
                case "op" ->
                        op =
                                Optional.of(
                                        switch (text) {
                                            case "put" -> Op.PUT;
                                            case "get" -> Op.GET;
                                            case "delete" -> Op.DELETE;
                                            default ->
                                                    throw malformed(
                                                            "op is put, get or delete, not \""
                                                                    + text
                                                                    + "\"");
                                        });
                case "bucket" -> bucket = text;
                case "key" -> key = Optional.of(Bytes.utf8(text));
                case "key64" -> key = Optional.of(base64(name, text));
                case "value" -> value = Optional.of(base64(name, text));
                case "text" -> value = Optional.of(Bytes.utf8(text));
                case "context" -> context = Optional.of(Context.parse(text));
                case "ttl" -> ttl = Optional.of(Parameters.duration(name, text));
                case "operation" -> operation = Optional.of(new OperationId(text));
                default ->
                        throw malformed(
                                "there is no member "
                                        + name
                                        + "; there are op, bucket, key, key64, value, text, context, ttl, operation");
            }
        }

        private static Bytes base64(String name, String text) {
            try {
                return Bytes.wrap(Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException noBase64) {
                throw malformed(name + " is base64");
            }
        }

        BatchItem item() {
            Op wanted = op.orElseThrow(() -> malformed("there is no op"));
            if (wanted == Op.PUT && value.isEmpty()) {
                throw malformed("a put has a value, or a text");
            }
            if (wanted != Op.PUT && (value.isPresent() || ttl.isPresent())) {
                throw malformed("only a put has a value and a ttl");
            }
            Key of = new Key(bucket, key.orElseThrow(() -> malformed("there is no key, or key64")));
            return new BatchItem(wanted, of, value.orElse(Bytes.EMPTY), context, ttl, operation);
        }
    }
}
