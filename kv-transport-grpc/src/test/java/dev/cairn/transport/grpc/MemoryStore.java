package dev.cairn.transport.grpc;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
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
import dev.cairn.testkit.contract.ScriptedWatch;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A data service of one map. It may be told to fail, or to keep its callers waiting. */
final class MemoryStore implements KeyValueService {
    static final Context SEEN = new Context(Bytes.utf8("seen"));

    static final Receipt RECEIPT =
            new Receipt(
                    List.of(new Receipt.ReplicaAnswer(new NodeId("n1"), Zone.DEFAULT, true)),
                    1,
                    false,
                    7);

    final List<RequestOptions> options = new CopyOnWriteArrayList<>();
    final List<Answer<ReadResult>> waiting = new CopyOnWriteArrayList<>();
    volatile Optional<KvError> failure = Optional.empty();
    volatile boolean holdReads;
    final BlockingQueue<ScriptedWatch> watches = new LinkedBlockingQueue<>();
    private final Map<Key, Bytes> pairs = new ConcurrentHashMap<>();

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        options.add(request.options());
        if (holdReads) {
            waiting.add(answer);
        } else if (failure.isPresent()) {
            answer.failed(failure.get());
        } else {
            answer.succeeded(read(request.key()));
        }
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        options.add(request.options());
        if (failure.isPresent()) {
            answer.failed(failure.get());
        } else {
            pairs.put(request.key(), request.value());
            answer.succeeded(written(request.operation()));
        }
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        pairs.remove(request.key());
        answer.succeeded(written(request.operation()));
    }

    @Override
    public void scan(ScanRequest request, Answer<ScanResult> answer) {
        List<ScanResult.Entry> all =
                pairs.keySet().stream()
                        .filter(key -> key.bytes().startsWith(request.prefix()))
                        .sorted(Comparator.comparing(Key::bytes))
                        .map(key -> new ScanResult.Entry(key, read(key).siblings(), SEEN))
                        .toList();
        int from = (int) request.after().map(ScanCursor::token).orElse(0L).longValue();
        int to = Math.min(all.size(), from + request.limit());
        answer.succeeded(
                new ScanResult(
                        all.subList(from, to),
                        to < all.size() ? Optional.of(ScanCursor.at(to)) : Optional.empty(),
                        true));
    }

    @Override
    public Watch watch(WatchRequest request, Watcher watcher) {
        ScriptedWatch watch = new ScriptedWatch(request, watcher);
        watches.add(watch);
        return watch;
    }

    ReadResult read(Key key) {
        List<Sibling> siblings =
                Optional.ofNullable(pairs.get(key)).stream()
                        .map(value ->
                                new Sibling(
                                        value,
                                        VectorClock.of(Map.of("n1", 3L)),
                                        1234,
                                        OptionalLong.of(5678)))
                        .toList();
        return new ReadResult(siblings, SEEN, RECEIPT);
    }

    private static WriteResult written(Optional<OperationId> operation) {
        return new WriteResult(
                new Context(Bytes.utf8("wrote")),
                VectorClock.of(Map.of("n1", 3L)),
                operation.orElse(new OperationId("made-here")),
                RECEIPT);
    }
}
