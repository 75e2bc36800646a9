package dev.cairn.transport.grpc.link;

import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.spi.ClientLink;
import dev.cairn.transport.grpc.v1.ClusterGrpc;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import dev.cairn.transport.grpc.v1.MembersRequest;
import dev.cairn.transport.grpc.v1.MembersResponse;
import dev.cairn.transport.grpc.v1.RingRequest;
import dev.cairn.transport.grpc.v1.RingResponse;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** One connection to one node. Safe for all threads. */
final class GrpcLink implements ClientLink {
    private final Address node;
    private final ManagedChannel channel;
    private final KeyValueGrpc.KeyValueStub data;
    private final ClusterGrpc.ClusterStub cluster;
    private final LinkWatches watches;
    private final int maxInFlight;
    private final Semaphore room;
    private final AtomicBoolean lost = new AtomicBoolean();
    private volatile long heardNanos = System.nanoTime();

    private GrpcLink(Address node, ManagedChannel channel, Terms terms) {
        this.node = node;
        this.channel = channel;
        this.data = Channels.named(KeyValueGrpc.newStub(channel), terms.credentials());
        this.cluster = Channels.named(ClusterGrpc.newStub(channel), terms.credentials());
        this.watches = new LinkWatches(data);
        this.maxInFlight = terms.maxInFlight();
        this.room = new Semaphore(maxInFlight);
    }

    static GrpcLink open(Address node, Terms terms) throws IOException {
        GrpcLink link = new GrpcLink(node, Channels.connect(node, terms), terms);
        link.channel.notifyWhenStateChanged(ConnectivityState.READY, link::close);
        return link;
    }

    @Override
    public CompletableFuture<Response> call(Request request) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new KvException(
                            ErrorCode.OVERLOADED, maxInFlight + " calls are in flight to " + node));
        }
        InFlight answer = new InFlight();
        answer.whenComplete((response, failure) -> answer.leave());
        send(request, answer);
        return answer;
    }

    /** A call that takes room until it is answered, before the answer's takers run. */
    private final class InFlight extends CompletableFuture<Response> {
        private final AtomicBoolean left = new AtomicBoolean();

        void leave() {
            if (left.compareAndSet(false, true)) {
                room.release();
            }
        }

        void answered(Response response) {
            heardNanos = System.nanoTime();
            leave();
            complete(response);
        }

        void failed(Throwable failure) {
            Optional<Response> told = Failures.told(failure);
            if (told.isPresent()) {
                answered(told.get());
            } else {
                leave();
                completeExceptionally(failure);
            }
        }
    }

    private void send(Request request, InFlight answer) {
        switch (request) {
            case Request.Get(GetRequest get, boolean receipt) ->
                    within(get.options())
                            .get(
                                    Messages.get(get),
                                    one(
                                            answer,
                                            found ->
                                                    Response.Found.of(
                                                            Results.found(found), receipt)));
            case Request.Put(PutRequest put, boolean receipt) ->
                    within(put.options())
                            .put(
                                    Messages.put(put),
                                    one(
                                            answer,
                                            written ->
                                                    Response.Written.of(
                                                            Results.written(written), receipt)));
            case Request.Delete(DeleteRequest delete, boolean receipt) ->
                    within(delete.options())
                            .delete(
                                    Messages.delete(delete),
                                    one(
                                            answer,
                                            written ->
                                                    Response.Written.of(
                                                            Results.written(written), receipt)));
            case Request.Scan(ScanRequest scan) ->
                    within(scan.options())
                            .scan(
                                    Messages.scan(scan),
                                    all(
                                            answer,
                                            pages ->
                                                    new Response.Scanned(
                                                            Results.scanned(
                                                                    scan.bucket(), pages))));
            case Request.Resolve(OperationId operation, Key key, RequestOptions options) ->
                    within(options)
                            .resolve(
                                    Messages.resolve(operation, key, options),
                                    one(
                                            answer,
                                            resolved ->
                                                    new Response.Resolved(
                                                            OperationResult.Status.valueOf(
                                                                    resolved.getStatus()))));
            case Request.Ring _ -> ring(answer);
            case Request.Watch(long number, WatchRequest watch) ->
                    watches.next(number, watch, answer::answered, answer::failed);
            case Request.Unwatch(long number) -> {
                watches.forget(number);
                answer.answered(new Response.Unwatched());
            }
            case Request.Invalid(var error) -> answer.answered(new Response.Failed(error));
        }
    }

    private KeyValueGrpc.KeyValueStub within(RequestOptions options) {
        Optional<Duration> timeout = options.timeout();
        return timeout.isPresent()
                ? data.withDeadlineAfter(timeout.get().toNanos(), TimeUnit.NANOSECONDS)
                : data;
    }

    private void ring(InFlight answer) {
        cluster.members(
                MembersRequest.getDefaultInstance(),
                Gathering.one(
                        (MembersResponse members) ->
                                cluster.ring(
                                        RingRequest.getDefaultInstance(),
                                        one(
                                                answer,
                                                (RingResponse ring) ->
                                                        new Response.Ring(
                                                                Results.ring(
                                                                        ring, members, node)))),
                        answer::failed));
    }

    private static <M> StreamObserver<M> one(InFlight answer, Function<M, Response> response) {
        return Gathering.one(guarded(answer, response), answer::failed);
    }

    private static <M> StreamObserver<M> all(
            InFlight answer, Function<List<M>, Response> response) {
        return new Gathering<>(guarded(answer, response), answer::failed);
    }

    /** A message that no node sends ends its call and nothing else. */
    private static <M> Consumer<M> guarded(InFlight answer, Function<M, Response> response) {
        return message -> {
            try {
                answer.answered(response.apply(message));
            } catch (RuntimeException strange) {
                answer.failed(strange);
            }
        };
    }

    @Override
    public boolean isOpen() {
        return !lost.get();
    }

    @Override
    public int inFlight() {
        return maxInFlight - room.availablePermits();
    }

    @Override
    public void closeIfSilentSince(long nanos) {
        if (heardNanos - nanos < 0) {
            close();
        }
    }

    @Override
    public void close() {
        if (lost.compareAndSet(false, true)) {
            channel.shutdownNow();
        }
    }
}
