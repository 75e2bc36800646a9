package dev.cairn.transport.grpc.client;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.transport.grpc.v1.BatchRequest;
import dev.cairn.transport.grpc.v1.BatchResponse;
import dev.cairn.transport.grpc.v1.DeleteRequest;
import dev.cairn.transport.grpc.v1.GetRequest;
import dev.cairn.transport.grpc.v1.GetResponse;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import dev.cairn.transport.grpc.v1.PutRequest;
import dev.cairn.transport.grpc.v1.ResolveRequest;
import dev.cairn.transport.grpc.v1.ResolveResponse;
import dev.cairn.transport.grpc.v1.ScanRequest;
import dev.cairn.transport.grpc.v1.ScanResponse;
import dev.cairn.transport.grpc.v1.WatchRequest;
import dev.cairn.transport.grpc.v1.WatchResponse;
import dev.cairn.transport.grpc.v1.WriteResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * {@code cairn.v1.KeyValue}, with a bound on the calls in work; scans and watches have bounds of
 * their own, the node's.
 */
final class KeyValueEndpoint extends KeyValueGrpc.KeyValueImplBase {
    private final int maxInFlight;
    private final Semaphore room;

    KeyValueEndpoint(int maxInFlight) {
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

    @Override
    public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> caller) {
        answer(
                caller,
                Responses::resolved,
                (data, answer) -> data.resolve(Requests.resolve(request), answer));
    }

    @Override
    public StreamObserver<BatchRequest> batch(StreamObserver<BatchResponse> caller) {
        return new BatchCall(streaming(caller), Callers.present().data(), room);
    }

    @Override
    public void scan(ScanRequest request, StreamObserver<ScanResponse> caller) {
        ServerCallStreamObserver<ScanResponse> stream = streaming(caller);
        AtomicReference<Runnable> ready = new AtomicReference<>(() -> {});
        stream.setOnReadyHandler(() -> ready.get().run());
        // What is told to somebody who is gone is dropped, and the next page is not asked for.
        stream.setOnCancelHandler(() -> {});
        try {
            long limit = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
            ScanCall scan =
                    new ScanCall(stream, Callers.present().data(), Requests.scan(request), limit);
            ready.set(scan::advance);
            scan.advance();
        } catch (KvException refused) {
            stream.onError(Statuses.of(refused.error()));
        }
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> caller) {
        WatchCall watch = new WatchCall(streaming(caller));
        KeyValueService data = Callers.present().data();
        try {
            dev.cairn.api.WatchRequest wanted = Requests.watch(request);
            watch.begin(watcher -> data.watch(wanted, watcher));
        } catch (KvException refused) {
            watch.ended(refused.error());
        }
    }

    /** What gRPC hands to services for their answers is always one of those. */
    private static <R> ServerCallStreamObserver<R> streaming(StreamObserver<R> caller) {
        return (ServerCallStreamObserver<R>) caller;
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
        try {
            operation.accept(Callers.present().data(), answer);
        } catch (KvException refused) {
            answer.failed(refused.error());
        }
    }
}
