package dev.cairn.client;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.Sibling;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.RingMap;
import dev.cairn.api.version.VectorClock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A node of one process that keeps its pairs in a {@link Store}, which several of them may share.
 * {@link #script} decides per call whether it serves, answers something else, or breaks.
 */
abstract class ScriptedNode implements AutoCloseable {
    /** What a node does with a call. */
    sealed interface Step {
        /** Applies it and answers. */
        record Serve() implements Step {}

        /** Answers this instead. */
        record Say(Response response) implements Step {}

        /** Applies it and closes the connection without a word. */
        record ServeAndDrop() implements Step {}

        /** Applies nothing and answers nothing. */
        record Ignore() implements Step {}

        /** Answers bytes that are no reply. */
        record Babble() implements Step {}
    }

    /** Pairs, and the operations that made them. */
    static final class Store {
        final Map<Key, Bytes> pairs = new ConcurrentHashMap<>();
        final Set<OperationId> applied = ConcurrentHashMap.newKeySet();
        final AtomicInteger writes = new AtomicInteger();
        final AtomicInteger events = new AtomicInteger();
    }

    final List<Call> calls = new CopyOnWriteArrayList<>();
    volatile Function<Call, Step> script = call -> new Step.Serve();
    volatile Optional<RingMap> ring = Optional.empty();
    final NodeId id;
    private final Store store;

    ScriptedNode(String id, Store store) {
        this.id = new NodeId(id);
        this.store = store;
    }

    /** Where it listens. */
    abstract Address address();

    /** Breaks every connection and listens no more, as a killed process does. */
    @Override
    public abstract void close() throws IOException;

    /** Data calls, without the client's own questions for the ring. */
    List<Call> dataCalls() {
        return calls.stream().filter(call -> !(call.request() instanceof Request.Ring)).toList();
    }

    /** What it answers when it serves. */
    final Response serve(Request request) {
        return switch (request) {
            case Request.Get get -> {
                Bytes value = store.pairs.get(get.request().key());
                List<Sibling> siblings =
                        value == null
                                ? List.of()
                                : List.of(
                                        new Sibling(
                                                value,
                                                VectorClock.of(Map.of("n1", 1L)),
                                                1,
                                                OptionalLong.empty()));
                yield new Response.Found(
                        new ReadResult(siblings, new Context(Bytes.utf8("seen")), receipt()));
            }
            case Request.Put put -> {
                OperationId operation = put.request().operation().orElseThrow();
                // Sent to two nodes at once, it is there when either answers.
                synchronized (store) {
                    if (store.applied.add(operation)) {
                        store.writes.incrementAndGet();
                        store.pairs.put(put.request().key(), put.request().value());
                    }
                }
                yield written(operation);
            }
            case Request.Delete delete -> {
                store.pairs.remove(delete.request().key());
                yield written(delete.request().operation().orElseThrow());
            }
            case Request.Scan(ScanRequest scan) -> {
                List<ScanResult.Entry> entries =
                        store.pairs.keySet().stream()
                                .filter(key -> key.bucket().equals(scan.bucket()))
                                .map(key ->
                                        new ScanResult.Entry(
                                                key, List.of(), new Context(Bytes.EMPTY)))
                                .toList();
                yield new Response.Scanned(new ScanResult(entries, Optional.empty(), true));
            }
            case Request.Resolve resolve ->
                    new Response.Resolved(
                            store.applied.contains(resolve.operation())
                                    ? OperationResult.Status.APPLIED
                                    : OperationResult.Status.CANCELLED);
            case Request.Ring _ ->
                    ring.<Response>map(Response.Ring::new)
                            .orElse(
                                    new Response.Failed(
                                            KvError.of(ErrorCode.UNAVAILABLE, "no ring yet")));
            case Request.Watch _ ->
                    new Response.Watched(
                            new WatchEvent.Changes(
                                    List.of(),
                                    new WatchPosition(
                                            Bytes.utf8("" + store.events.incrementAndGet()))));
            case Request.Unwatch _ -> new Response.Unwatched();
            case Request.Invalid invalid -> new Response.Failed(invalid.error());
        };
    }

    private Response written(OperationId operation) {
        return new Response.Written(
                new WriteResult(
                        new Context(Bytes.utf8("seen")),
                        VectorClock.of(Map.of("n1", 1L)),
                        operation,
                        receipt()));
    }

    private Receipt receipt() {
        return new Receipt(List.of(), 0, false, ring.map(RingMap::epoch).orElse(1L));
    }
}
