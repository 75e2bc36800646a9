package dev.cairn.transport.netty.http;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.transport.netty.clients.Pipeline;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Many operations in one request. Safe for all threads. */
final class BatchApi {
    private static final Set<String> KNOWN =
            Set.of("consistency", "r", "w", "sloppy", "timeout", "coordinator");

    /** What base64 and the other members of a line add to a value. */
    private static final int LINE_OVERHEAD_BYTES = 32 * 1024;

    private final KeyValueService data;
    private final HttpConfig config;

    BatchApi(KeyValueService data, HttpConfig config) {
        this.data = data;
        this.config = config;
    }

    /** A batch whose lines follow; throws {@link KvException} when its parameters are malformed. */
    Exchange open(HttpRequest request, Target target, Outlet outlet) {
        Parameters parameters = Parameters.of(target, request.headers(), KNOWN);
        RequestOptions reads = parameters.options(false);
        RequestOptions writes = parameters.options(true);
        int maxLine =
                (int)
                        Math.min(
                                Integer.MAX_VALUE / 2,
                                config.maxBodyBytes() * 3L / 2 + LINE_OVERHEAD_BYTES);
        return new Batch(
                outlet,
                maxLine,
                config.batchInFlight(),
                (line, item) -> operation(line, item, reads, writes));
    }

    private Pipeline.Operation<byte[]> operation(
            long line, BatchItem item, RequestOptions reads, RequestOptions writes) {
        return done -> {
            switch (item.op()) {
                case GET ->
                        data.get(
                                new GetRequest(item.key(), reads),
                                answer(line, done, result -> BatchResult.read(line, result)));
                case PUT ->
                        data.put(
                                new PutRequest(
                                        item.key(),
                                        item.value(),
                                        item.context(),
                                        item.ttl(),
                                        item.operation(),
                                        writes),
                                answer(line, done, result -> BatchResult.written(line, result)));
                case DELETE ->
                        data.delete(
                                new DeleteRequest(
                                        item.key(), item.context(), item.operation(), writes),
                                answer(line, done, result -> BatchResult.written(line, result)));
            }
        };
    }

    private static <T> Answer<T> answer(
            long line, Consumer<byte[]> done, Function<T, byte[]> success) {
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                done.accept(success.apply(result));
            }

            @Override
            public void failed(KvError error) {
                done.accept(BatchResult.failed(line, error));
            }
        };
    }
}
