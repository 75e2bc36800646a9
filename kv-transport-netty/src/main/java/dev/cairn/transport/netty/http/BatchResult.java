package dev.cairn.transport.netty.http;

import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * The lines that a batch is answered with, one an item. A line with a {@code code} is a failure.
 */
final class BatchResult {
    private BatchResult() {}

    static byte[] failed(long line, KvError error) {
        return line(
                line,
                Problem.status(error.code()),
                json -> {
                    json.writeStringProperty("code", error.code().name());
                    json.writeStringProperty("detail", error.detail());
                    error.operation()
                            .ifPresent(id -> json.writeStringProperty("operation", id.text()));
                });
    }

    static byte[] written(long line, WriteResult result) {
        return line(
                line,
                204,
                json -> {
                    json.writeStringProperty("context", result.context().toString());
                    json.writeStringProperty("operation", result.operation().text());
                });
    }

    static byte[] read(long line, ReadResult result) {
        int status = result.siblings().isEmpty() ? 404 : result.siblings().size() == 1 ? 200 : 300;
        return line(
                line,
                status,
                json -> {
                    switch (status) {
                        case 404 -> json.writeStringProperty("code", "NOT_FOUND");
                        case 200 -> one(result.siblings().getFirst(), json);
                        default -> Json.siblings("siblings", result.siblings(), json);
                    }
                    json.writeStringProperty("context", result.context().toString());
                });
    }

    private static void one(Sibling sibling, JsonGenerator json) {
        json.writeBinaryProperty("value", sibling.value().toByteArray());
        json.writeName("clock");
        Json.clock(sibling.clock(), json);
    }

    private static byte[] line(long line, int status, Consumer<JsonGenerator> rest) {
        return Json.object(json -> {
            json.writeNumberProperty("line", line);
            json.writeNumberProperty("status", status);
            rest.accept(json);
        });
    }
}
