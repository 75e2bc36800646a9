package dev.cairn.transport.netty.http;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What became of writes in doubt. Safe for all threads. */
final class OperationApi {
    private static final Set<String> PARAMETERS =
            Set.of("bucket", "key", "consistency", "w", "timeout", "coordinator");

    private final KeyValueService data;

    OperationApi(KeyValueService data) {
        this.data = data;
    }

    /** Settles one; throws {@link KvException} when the request is malformed. */
    void resolve(String id, Target target, HttpHeaders headers, Consumer<Response> done) {
        Parameters parameters = Parameters.of(target, headers, PARAMETERS);
        String bucket = parameters.bytes("bucket").map(Bytes::utf8).orElse(Key.DEFAULT_BUCKET);
        Optional<Key> key = parameters.bytes("key").map(bytes -> new Key(bucket, bytes));
        data.resolve(
                new OperationRequest(new OperationId(id), key, parameters.options(true)),
                new Answer<>() {
                    @Override
                    public void succeeded(OperationResult result) {
                        done.accept(told(result));
                    }

                    @Override
                    public void failed(KvError error) {
                        done.accept(Problem.of(error));
                    }
                });
    }

    private static Response told(OperationResult result) {
        return Response.json(
                        200,
                        Json.object(json -> {
                            json.writeStringProperty("operation", result.operation().text());
                            json.writeStringProperty(
                                    "status", result.status().name().toLowerCase(Locale.ROOT));
                            json.writeStringProperty("bucket", result.key().bucket());
                            json.writeStringProperty("key", result.key().bytes().utf8());
                            json.writeBinaryProperty("key64", result.key().bytes().toByteArray());
                        }))
                .with("KV-Operation", result.operation().text());
    }
}
