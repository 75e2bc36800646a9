package dev.cairn.transport.grpc.client;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.transport.grpc.v1.DeleteRequest;
import dev.cairn.transport.grpc.v1.GetRequest;
import dev.cairn.transport.grpc.v1.GetResponse;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import dev.cairn.transport.grpc.v1.PutRequest;
import dev.cairn.transport.grpc.v1.WriteResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** {@code cairn.v1.KeyValue}, with a bound on the calls in work. */
final class KeyValueEndpoint extends KeyValueGrpc.KeyValueImplBase {
    private final Callers callers;
    private final int maxInFlight;
    private final Semaphore room;

    KeyValueEndpoint(Callers callers, int maxInFlight) {
        this.callers = callers;
        this.maxInFlight = maxInFlight;
        this.room = new Semaphore(maxInFlight);
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> caller) {
        answer(caller, Responses::found, (data, answer) -> data.get(Requests.get(request), answer));
    }

    @Override
    public void put(PutRequest request, StreamObserver<WriteResponse> caller) {
        answer(
                caller,
                Responses::written,
                (data, answer) -> data.put(Requests.put(request), answer));
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<WriteResponse> caller) {
        answer(
                caller,
                Responses::written,
                (data, answer) -> data.delete(Requests.delete(request), answer));
    }

    private <T, R> void answer(
            StreamObserver<R> caller,
            Function<T, R> response,
            BiConsumer<KeyValueService, Answer<T>> operation) {
        if (!room.tryAcquire()) {
            caller.onError(
                    Statuses.of(
                            KvError.of(
                                    ErrorCode.OVERLOADED,
                                    maxInFlight + " calls are in work; try again later")));
            return;
        }
        Answer<T> answer =
                new Answer<>() {
                    @Override
                    public void succeeded(T result) {
                        room.release();
                        caller.onNext(response.apply(result));
                        caller.onCompleted();
                    }

                    @Override
                    public void failed(KvError error) {
                        room.release();
                        caller.onError(Statuses.of(error));
                    }
                };
        callers.admit(
                services -> {
                    try {
                        operation.accept(services.data(), answer);
                    } catch (KvException refused) {
                        answer.failed(refused.error());
                    }
                },
                answer::failed);
    }
}
