package dev.cairn.transport.netty.http;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Pages of a bucket's keys. Safe for all threads. */
final class ListApi {
    private static final int DEFAULT_LIMIT = 100;
    private static final Set<String> PARAMETERS =
            Set.of("prefix", "limit", "cursor", "values", "consistency", "r", "timeout");

    private final KeyValueService data;

    ListApi(KeyValueService data) {
        this.data = data;
    }

    /** A page; throws {@link KvException} when the request is malformed. */
    void list(String bucket, Target target, HttpHeaders headers, Consumer<Response> done) {
        Parameters parameters = Parameters.of(target, headers, PARAMETERS);
        boolean values =
                parameters.bytes("values").map(Bytes::utf8).map(ListApi::truth).orElse(false);
        ScanRequest request =
                new ScanRequest(
                        bucket,
                        parameters.bytes("prefix").orElse(Bytes.EMPTY),
                        parameters.bytes("cursor").map(Bytes::utf8).map(ScanCursor::parse),
                        parameters
                                .bytes("limit")
                                .map(Bytes::utf8)
                                .map(ListApi::limit)
                                .orElse(DEFAULT_LIMIT),
                        parameters.options(false));
        data.scan(
                request,
                new Answer<>() {
                    @Override
                    public void succeeded(ScanResult page) {
                        done.accept(
                                Response.json(200, Json.object(json -> page(page, values, json))));
                    }

                    @Override
                    public void failed(KvError error) {
                        done.accept(Problem.of(error));
                    }
                });
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new KvException(
                            ErrorCode.BAD_REQUEST, "values is true or false, not \"" + text + "\"");
        };
    }

    private static int limit(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException noNumber) {
            throw new KvException(ErrorCode.BAD_REQUEST, "limit is a number, not \"" + text + "\"");
        }
    }

    private static void page(ScanResult page, boolean values, JsonGenerator json) {
        json.writeName("keys").writeStartArray();
        page.entries().forEach(entry -> entry(entry, values, json));
        json.writeEndArray();
        page.next().ifPresent(cursor -> json.writeStringProperty("cursor", cursor.toString()));
        json.writeBooleanProperty("complete", page.complete());
    }

    /** The key as text where it is UTF-8, and always exactly. */
    private static void entry(ScanResult.Entry entry, boolean values, JsonGenerator json) {
        byte[] key = entry.key().bytes().toByteArray();
        json.writeStartObject();
        String text = new String(key, StandardCharsets.UTF_8);
        if (Bytes.utf8(text).equals(entry.key().bytes())) {
            json.writeStringProperty("key", text);
        }
        json.writeBinaryProperty("key64", key);
        if (values && entry.siblings().size() == 1) {
            json.writeBinaryProperty("value", entry.siblings().getFirst().value().toByteArray());
        } else if (values) {
            Json.siblings("siblings", entry.siblings(), json);
            json.writeStringProperty("context", entry.context().toString());
        }
        json.writeEndObject();
    }
}
