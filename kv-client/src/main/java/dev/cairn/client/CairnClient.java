package dev.cairn.client;

import dev.cairn.api.Bytes;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.SessionOperation;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.WriteResult;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.client.connection.Connections;
import dev.cairn.client.retry.Calls;
import dev.cairn.client.retry.Session;
import dev.cairn.client.routing.Router;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A client of one cluster, asynchronous. Safe for all threads; make one and share it.
 *
 * <pre>{@code
 * try (CairnClient client = CairnClient.connect(ClientConfig.of(Address.parse("localhost:4700")))) {
 *     client.put(new Key("default", Bytes.utf8("greeting")), Bytes.utf8("hello")).toCompletableFuture().join();
 * }
 * }</pre>
 *
 * <p>A stage fails with {@link dev.cairn.api.KvException} for every operating error. Actions that
 * depend on a stage without an executor of their own may run on a thread of the client and must not
 * block; use the {@code …Async} forms, or {@link #blocking}. A write that brings no operation id is
 * given one, so that sending it again is safe.
 */
public final class CairnClient implements AutoCloseable {
    private final ClientConfig config;
    private final Connections connections;
    private final Calls calls;
    private final Session session =
            new Session(new SecureRandom().nextLong(), InstantSource.system());

    private CairnClient(ClientConfig config) {
        this.config = config;
        this.connections = new Connections(Links.opener(config));
        Router router = new Router(config.seeds(), connections);
        this.calls = new Calls(router, connections, config.maxAttempts(), config.attemptTimeout());
    }

    /**
     * A client that connects to its seeds on first use. Throws {@link IllegalArgumentException}
     * when nothing on the module path or the class path speaks the configuration's protocol.
     */
    public static CairnClient connect(ClientConfig config) {
        return new CairnClient(config);
    }

    /** The same client for callers that wait. */
    public BlockingClient blocking() {
        return new BlockingClient(this);
    }

    /** Reads one key as its bucket says. A key that is not there is a success without siblings. */
    public CompletionStage<ReadResult> get(Key key) {
        return get(GetRequest.of(key));
    }

    /** Reads one key. A key that is not there is a success without siblings. */
    public CompletionStage<ReadResult> get(GetRequest request) {
        return calls.send(
                new Request.Get(request, config.receipts()),
                request.options().timeout().orElse(config.timeout()),
                Response.Found.class,
                Response.Found::result);
    }

    /**
     * Writes one key without a context: the bucket's {@code blind-writes} decides what it replaces.
     */
    public CompletionStage<WriteResult> put(Key key, Bytes value) {
        return put(PutRequest.of(key, value));
    }

    /** Writes one key. */
    public CompletionStage<WriteResult> put(PutRequest request) {
        return write(
                request.operation(),
                request.options().timeout(),
                id -> new Request.Put(request.as(id), config.receipts()));
    }

    /** Deletes one key without a context. Succeeds also when there is nothing to delete. */
    public CompletionStage<WriteResult> delete(Key key) {
        return delete(DeleteRequest.of(key));
    }

    /** Deletes one key. Succeeds also when there is nothing to delete. */
    public CompletionStage<WriteResult> delete(DeleteRequest request) {
        return write(
                request.operation(),
                request.options().timeout(),
                id -> new Request.Delete(request.as(id), config.receipts()));
    }

    /**
     * Says what became of a write that ended in doubt ({@link dev.cairn.api.KvError#operation}),
     * and settles it: it is completed where any owner of the key has it, and else barred for good.
     */
    public CompletionStage<OperationResult> resolve(Key key, OperationId operation) {
        return calls.send(
                new Request.Resolve(operation, key, RequestOptions.DEFAULT),
                config.timeout(),
                Response.Resolved.class,
                resolved -> new OperationResult(operation, key, resolved.status()));
    }

    /**
     * Reads a page of a bucket's keys. The next page is asked for with {@link ScanRequest#from} and
     * the cursor of this one.
     */
    public CompletionStage<ScanResult> scan(ScanRequest request) {
        return calls.send(
                new Request.Scan(request),
                request.options().timeout().orElse(config.timeout()),
                Response.Scanned.class,
                Response.Scanned::result);
    }

    /**
     * Makes many calls, and answers what became of each, in the order of the items; no call's error
     * fails the stage. A batch is no transaction: its calls are made beside each other, in no
     * order, and each takes effect or not by itself. Half as many as {@link
     * ClientConfig#maxInFlight} are in flight at once.
     */
    public CompletionStage<List<BatchResult>> batch(List<BatchItem> items) {
        return BatchRun.of(items, Math.max(1, config.maxInFlight() / 2), this::call);
    }

    private CompletionStage<BatchResult> call(BatchItem item) {
        return switch (item) {
            case BatchItem.Get(GetRequest request) ->
                    get(request).thenApply(BatchResult.Found::new);
            case BatchItem.Put(PutRequest request) ->
                    put(request).thenApply(BatchResult.Written::new);
            case BatchItem.Delete(DeleteRequest request) ->
                    delete(request).thenApply(BatchResult.Written::new);
        };
    }

    /**
     * Watches a bucket or a key: the watcher is told one event for each {@link Watch#next}, the
     * first of which begins it. When its node is gone it goes on at another, from the last event's
     * position; it ends when no node has told anything for the timeout, or with an error that
     * another node would give too.
     */
    public Watch watch(WatchRequest request, Watcher watcher) {
        return calls.watch(request, config.timeout(), watcher);
    }

    /**
     * Closes every connection; what is in flight fails with {@code UNAVAILABLE}. Repeating it does
     * nothing.
     */
    @Override
    public void close() {
        calls.close();
        connections.close();
    }

    /** Under the caller's id, or else under one that tells of the writes before. */
    private CompletionStage<WriteResult> write(
            Optional<OperationId> given,
            Optional<Duration> timeout,
            Function<OperationId, Request> request) {
        if (given.isPresent()) {
            return write(request.apply(given.get()), timeout, once -> {});
        }
        SessionOperation next = session.begin();
        return write(request.apply(next.id()), timeout, once -> session.ended(next.number(), once));
    }

    private CompletionStage<WriteResult> write(
            Request request, Optional<Duration> timeout, Calls.Ending ending) {
        return calls.send(
                request,
                timeout.orElse(config.timeout()),
                Response.Written.class,
                Response.Written::result,
                ending);
    }
}
