package dev.cairn.transport.grpc.link;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import dev.cairn.transport.grpc.v1.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The watches of one connection: each is a stream of which one message is asked for at a time. */
final class LinkWatches {
    private final KeyValueGrpc.KeyValueStub data;
    private final Map<Long, Stream> open = new ConcurrentHashMap<>();

    LinkWatches(KeyValueGrpc.KeyValueStub data) {
        this.data = data;
    }

    /** Who waits for a watch's next event. */
    private record Waiting(Consumer<Response> told, Consumer<Throwable> failed) {}

    private final class Stream
            implements ClientResponseObserver<
                    dev.cairn.transport.grpc.v1.WatchRequest, WatchResponse> {
        private final long number;
        private final String bucket;
        private Optional<ClientCallStreamObserver<?>> call = Optional.empty();
        private Optional<Waiting> waiting = Optional.empty();

        Stream(long number, String bucket) {
            this.number = number;
            this.bucket = bucket;
        }

        @Override
        public synchronized void beforeStart(
                ClientCallStreamObserver<dev.cairn.transport.grpc.v1.WatchRequest> begun) {
            begun.disableAutoRequestWithInitial(1);
            call = Optional.of(begun);
        }

        /** The first message is asked for by the call itself. */
        synchronized boolean waits(Waiting next) {
            if (waiting.isPresent()) {
                return false;
            }
            waiting = Optional.of(next);
            call.ifPresent(begun -> begun.request(1));
            return true;
        }

        private synchronized Optional<Waiting> taken() {
            Optional<Waiting> next = waiting;
            waiting = Optional.empty();
            return next;
        }

        @Override
        public void onNext(WatchResponse message) {
            taken().ifPresent(next ->
                    next.told().accept(new Response.Watched(Results.told(bucket, message))));
        }

        @Override
        public void onError(Throwable failure) {
            open.remove(number, this);
            taken().ifPresent(next -> next.failed().accept(failure));
        }

        @Override
        public void onCompleted() {
            onError(Status.UNAVAILABLE.withDescription("the watch has ended").asException());
        }

        synchronized void cancel() {
            call.ifPresent(begun -> begun.cancel("the watch was ended by its client", null));
        }
    }

    /** Exactly one of the two is called, once, unless the watch is forgotten. */
    void next(
            long number,
            WatchRequest request,
            Consumer<Response> told,
            Consumer<Throwable> failed) {
        Stream known = open.get(number);
        Waiting waiting = new Waiting(told, failed);
        if (known == null) {
            Stream begun = new Stream(number, request.bucket());
            begun.waits(waiting);
            open.put(number, begun);
            data.watch(Messages.watch(request), begun);
        } else if (!known.waits(waiting)) {
            told.accept(
                    new Response.Failed(
                            KvError.of(
                                    ErrorCode.BAD_REQUEST, "the watch's last call is open still")));
        }
    }

    void forget(long number) {
        Optional.ofNullable(open.remove(number)).ifPresent(Stream::cancel);
    }
}
