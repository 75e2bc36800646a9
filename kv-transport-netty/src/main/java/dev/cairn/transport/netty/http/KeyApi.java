package dev.cairn.transport.netty.http;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import dev.cairn.api.version.VectorClock;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Requests for one key. Safe for all threads. */
final class KeyApi {
    private final KeyValueService data;
    private final AdminService admin;

    KeyApi(KeyValueService data, AdminService admin) {
        this.data = data;
        this.admin = admin;
    }

    /** Serves a whole request; throws {@link KvException} when it is malformed. */
    void serve(
            String method,
            Key key,
            Target target,
            HttpHeaders headers,
            Bytes body,
            Consumer<Response> done) {
        switch (method) {
            case "GET", "HEAD" ->
                    data.get(
                            new GetRequest(key, Parameters.ofRead(target, headers).options(false)),
                            answer(done, KeyApi::found));
            case "PUT" -> {
                Optional<Condition> condition = condition(key, headers);
                Parameters parameters = Parameters.ofWrite(target, headers);
                data.put(
                        new PutRequest(
                                key,
                                body,
                                parameters.context(),
                                parameters.ttl(),
                                condition,
                                parameters.operation(),
                                parameters.options(true)),
                        answer(done, KeyApi::written));
            }
            case "DELETE" -> {
                Optional<Condition> condition = condition(key, headers);
                Parameters parameters = Parameters.ofWrite(target, headers);
                data.delete(
                        new DeleteRequest(
                                key,
                                parameters.context(),
                                condition,
                                parameters.operation(),
                                parameters.options(true)),
                        answer(done, KeyApi::written));
            }
            default -> done.accept(Problem.method(method, "GET, HEAD, PUT, DELETE"));
        }
    }

    /** Conditions must hold atomically or not be taken at all. */
    private Optional<Condition> condition(Key key, HttpHeaders headers) {
        Optional<String> header = Conditions.header(headers);
        if (header.isPresent() && admin.bucket(key.bucket()).mode() == Mode.EVENTUAL) {
            throw new KvException(
                    ErrorCode.WRONG_MODE,
                    header.get()
                            + " holds atomically in a linearizable bucket only; bucket "
                            + key.bucket()
                            + " has mode=eventual");
        }
        return Conditions.of(headers);
    }

    private static <T> Answer<T> answer(Consumer<Response> done, Function<T, Response> response) {
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                done.accept(response.apply(result));
            }

            @Override
            public void failed(KvError error) {
                done.accept(Problem.of(error));
            }
        };
    }

    private static Response found(ReadResult result) {
        Response response =
                switch (result.siblings().size()) {
                    case 0 -> Problem.of(ErrorCode.NOT_FOUND, "the key has no value");
                    case 1 -> one(result.siblings().getFirst());
                    default ->
                            Response.json(
                                    300,
                                    Json.object(json -> {
                                        Json.siblings("siblings", result.siblings(), json);
                                        json.writeStringProperty(
                                                "context", result.context().toString());
                                    }));
                };
        if (result.found()) {
            String etag = result.etag().map(ETag::text).orElseGet(result.context()::toString);
            response = response.with("ETag", '"' + etag + '"');
        }
        return seen(receipted(response, result.receipt()), result.context());
    }

    private static Response one(Sibling sibling) {
        return clocked(
                Response.of(200, "application/octet-stream", sibling.value().toByteArray()),
                sibling.clock());
    }

    private static Response written(WriteResult result) {
        Response response =
                seen(
                                receipted(
                                        clocked(Response.of(204), result.clock()),
                                        result.receipt()),
                                result.context())
                        .with("KV-Operation", result.operation().text());
        return result.etag()
                .map(etag -> response.with("ETag", '"' + etag.text() + '"'))
                .orElse(response);
    }

    /** A linearizable bucket gives out no contexts. */
    private static Response seen(Response response, Context context) {
        return context.token().isEmpty()
                ? response
                : response.with("KV-Context", context.toString());
    }

    private static Response clocked(Response response, VectorClock clock) {
        return response.with("KV-Clock", Json.objectText(json -> Json.counters(clock, json)));
    }

    private static Response receipted(Response response, Receipt receipt) {
        return response.with("KV-Receipt", Json.objectText(json -> Json.receipt(receipt, json)));
    }
}
