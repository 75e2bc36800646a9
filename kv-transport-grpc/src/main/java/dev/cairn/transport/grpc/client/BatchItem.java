package dev.cairn.transport.grpc.client;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.transport.grpc.v1.BatchRequest;
import dev.cairn.transport.grpc.v1.BatchResponse;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One operation of a batch.
 *
 * @param key which key it is for
 * @param writes whether it changes something
 * @param start begins it; its answer comes once, on any thread
 */
record BatchItem(Key key, boolean writes, Start start) {
    /** Begins an operation. */
    interface Start {
        /** Asks {@code data}; the answer goes to {@code done}. */
        void on(KeyValueService data, Consumer<BatchResponse> done);
    }

    /** Reads a message; throws {@link KvException} for content that no node accepts. */
    static BatchItem of(BatchRequest message) {
        return switch (message.getOperationCase()) {
            case GET -> {
                var get = Requests.get(message.getGet());
                yield new BatchItem(
                        get.key(),
                        false,
                        (data, done) ->
                                data.get(
                                        get,
                                        answer(
                                                done,
                                                result ->
                                                        BatchResponse.newBuilder()
                                                                .setRead(Responses.found(result))
                                                                .build())));
            }
            case PUT -> {
                var put = Requests.put(message.getPut());
                yield new BatchItem(
                        put.key(),
                        true,
                        (data, done) -> data.put(put, answer(done, BatchItem::written)));
            }
            case DELETE -> {
                var delete = Requests.delete(message.getDelete());
                yield new BatchItem(
                        delete.key(),
                        true,
                        (data, done) -> data.delete(delete, answer(done, BatchItem::written)));
            }
            case OPERATION_NOT_SET ->
                    throw new KvException(
                            ErrorCode.BAD_REQUEST, "an operation is get, put or delete");
        };
    }

    private static BatchResponse written(dev.cairn.api.WriteResult result) {
        return BatchResponse.newBuilder().setWritten(Responses.written(result)).build();
    }

    /** The answer of an operation that failed. */
    static BatchResponse failed(KvError error) {
        return BatchResponse.newBuilder().setFailure(Responses.failure(error)).build();
    }

    private static <T> Answer<T> answer(
            Consumer<BatchResponse> done, Function<T, BatchResponse> success) {
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                done.accept(success.apply(result));
            }

            @Override
            public void failed(KvError error) {
                done.accept(BatchItem.failed(error));
            }
        };
    }
}
