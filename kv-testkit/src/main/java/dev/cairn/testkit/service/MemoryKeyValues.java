package dev.cairn.testkit.service;

import dev.cairn.api.Answer;
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
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.Receipt.ReplicaAnswer;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.Sibling;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.version.VectorClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * A data service in memory that answers through an executor, so that a test decides when and where.
 * A write takes effect when it is answered. A key whose text begins with {@code fail:} fails with
 * the error set by {@link #failWith}; one that begins with {@code held:} is answered when the test
 * lets {@link #held} go; and so with the prefix of a scan. Safe for all threads.
 */
public final class MemoryKeyValues implements KeyValueService {
    /** The receipt of every answer. */
    public static final Receipt RECEIPT =
            new Receipt(
                    List.of(
                            new ReplicaAnswer(new NodeId("n1"), Zone.DEFAULT, true),
                            new ReplicaAnswer(new NodeId("n2"), new Zone("dc1", "r2"), true)),
                    2,
                    false,
                    7);

    /** The bucket that is linearizable. */
    public static final String LINEARIZABLE = "redis:1";

    private static final Bytes FAIL = Bytes.utf8("fail:");
    private static final Bytes HELD = Bytes.utf8("held:");

    private final Executor answering;
    private final Map<Key, List<Sibling>> stored = new ConcurrentHashMap<>();
    private final AtomicInteger versions = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private volatile KvError failure =
            KvError.of(ErrorCode.UNAVAILABLE, "1 of 2 replicas answered");

    /** The answers for keys that begin with {@code held:}. */
    public final HeldAnswers held = new HeldAnswers();

    /** What was asked, in order. */
    public final Queue<Record> requests = new ConcurrentLinkedQueue<>();

    /** The watches that were begun, in order. */
    public final BlockingQueue<ScriptedWatch> watches = new LinkedBlockingQueue<>();

    /** Answers through {@code answering}. */
    public MemoryKeyValues(Executor answering) {
        this.answering = answering;
    }

    /** The error of keys that begin with {@code fail:}. */
    public void failWith(KvError error) {
        failure = error;
    }

    /** Puts concurrent values in place of what a key has. */
    public void conflict(Key key, String... values) {
        int version = versions.incrementAndGet();
        stored.put(
                key,
                java.util.stream.IntStream.range(0, values.length)
                        .mapToObj(i ->
                                sibling(
                                        Bytes.utf8(values[i]),
                                        "n" + (i + 1),
                                        version,
                                        Optional.empty()))
                        .toList());
    }

    /** The value of a key that has one. */
    public Bytes value(Key key) {
        return sibling(key).value();
    }

    /** The one sibling of a key that has one. */
    public Sibling sibling(Key key) {
        return Optional.ofNullable(stored.get(key)).orElseThrow().getFirst();
    }

    /** Whether a key has values. */
    public boolean holds(Key key) {
        return stored.containsKey(key);
    }

    /** How many requests were in flight at once at most. */
    public int mostInFlight() {
        return mostInFlight.get();
    }

    private static Sibling sibling(Bytes value, String node, long counter, Optional<Duration> ttl) {
        long now = 1_700_000_000_000L;
        return new Sibling(
                value,
                VectorClock.of(Map.of(node, counter)),
                now,
                ttl.map(life -> OptionalLong.of(now + life.toMillis()))
                        .orElse(OptionalLong.empty()));
    }

    private void answer(Key key, Answer<?> answer, Runnable success) {
        int now = inFlight.incrementAndGet();
        mostInFlight.accumulateAndGet(now, Math::max);
        Executor when = key.bytes().startsWith(HELD) ? held : answering;
        when.execute(() -> {
            inFlight.decrementAndGet();
            if (key.bytes().startsWith(FAIL)) {
                answer.failed(failure);
            } else {
                success.run();
            }
        });
    }

    /** The state of a key in the bucket that is linearizable. */
    private Optional<ETag> etag(Key key) {
        return key.bucket().equals(LINEARIZABLE) && holds(key)
                ? Optional.of(new ETag("" + sibling(key).clock().counters().get("n1")))
                : Optional.empty();
    }

    private boolean holds(Key key, Optional<Condition> condition) {
        return condition.isEmpty()
                || switch (condition.get()) {
                    case Condition.Absent _ -> !holds(key);
                    case Condition.Exists _ -> holds(key);
                    case Condition.Matches(ETag etag) -> etag(key).equals(Optional.of(etag));
                };
    }

    private Context context() {
        return new Context(Bytes.utf8("seen " + versions.get()));
    }

    private WriteResult written(Optional<OperationId> wanted, int version) {
        return new WriteResult(
                context(),
                VectorClock.of(Map.of("n1", (long) version)),
                wanted.orElse(new OperationId("op-" + version)),
                RECEIPT);
    }

    /** No write is in doubt here, so none that is asked for was applied. */
    @Override
    public void resolve(OperationRequest request, Answer<OperationResult> answer) {
        requests.add(request);
        Key key = request.key().orElseThrow();
        answer(
                key,
                answer,
                () ->
                        answer.succeeded(
                                new OperationResult(
                                        request.operation(),
                                        key,
                                        OperationResult.Status.CANCELLED)));
    }

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        requests.add(request);
        answer(
                request.key(),
                answer,
                () ->
                        answer.succeeded(
                                new ReadResult(
                                        stored.getOrDefault(request.key(), List.of()),
                                        context(),
                                        etag(request.key()),
                                        RECEIPT)));
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        requests.add(request);
        Key key = request.key();
        write(
                key,
                request.condition(),
                request.operation(),
                answer,
                version ->
                        stored.put(
                                key,
                                List.of(sibling(request.value(), "n1", version, request.ttl()))));
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        requests.add(request);
        Key key = request.key();
        write(key, request.condition(), request.operation(), answer, version -> stored.remove(key));
    }

    private void write(
            Key key,
            Optional<Condition> condition,
            Optional<OperationId> operation,
            Answer<WriteResult> answer,
            IntConsumer change) {
        answer(
                key,
                answer,
                () -> {
                    if (!holds(key, condition)) {
                        answer.failed(KvError.of(ErrorCode.CONFLICT, "it does not hold"));
                        return;
                    }
                    int version = versions.incrementAndGet();
                    change.accept(version);
                    answer.succeeded(written(operation, version));
                });
    }

    @Override
    public Watch watch(WatchRequest request, Watcher watcher) {
        ScriptedWatch watch = new ScriptedWatch(request, watcher);
        watches.add(watch);
        return watch;
    }

    /** Where a key stands in the order of scans. */
    public static long token(Key key) {
        return key.bytes().hashCode() * 0x9e3779b97f4a7c15L;
    }

    @Override
    public void scan(ScanRequest request, Answer<ScanResult> answer) {
        requests.add(request);
        answer(
                new Key(
                        request.bucket(),
                        request.prefix().isEmpty() ? Bytes.utf8("scan") : request.prefix()),
                answer,
                () -> answer.succeeded(page(request)));
    }

    private ScanResult page(ScanRequest request) {
        long from = request.after().map(ScanCursor::token).orElse(0L);
        List<ScanResult.Entry> found =
                stored.entrySet().stream()
                        .filter(entry -> entry.getKey().bucket().equals(request.bucket()))
                        .filter(entry -> entry.getKey().bytes().startsWith(request.prefix()))
                        .filter(entry -> Long.compareUnsigned(token(entry.getKey()), from) >= 0)
                        .sorted((a, b) ->
                                Long.compareUnsigned(token(a.getKey()), token(b.getKey())))
                        .map(entry ->
                                new ScanResult.Entry(entry.getKey(), entry.getValue(), context()))
                        .toList();
        if (found.size() <= request.limit()) {
            return new ScanResult(found, Optional.empty(), true);
        }
        long next = token(found.get(request.limit()).key());
        return new ScanResult(
                found.subList(0, request.limit()), Optional.of(ScanCursor.at(next)), true);
    }
}
