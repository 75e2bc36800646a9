package dev.cairn.server.wiring;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.ShortPath;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.WriteResult;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Counts the clients' requests that have no answer yet, so that a node that stops can wait for
 * them; refuses them while the node is no member or out of service.
 */
final class InFlight implements KeyValueService {
    private static final KvError DRAINED =
            KvError.of(
                    ErrorCode.UNAVAILABLE,
                    "this node is out of service; kv drain --undo takes it back");

    private final KeyValueService service;
    private final Supplier<Standing> standing;
    private final AtomicLong count = new AtomicLong();
    private volatile boolean refusing;

    InFlight(KeyValueService service, Supplier<Standing> standing) {
        this.service = service;
        this.standing = standing;
    }

    /** Whether all are answered. */
    boolean isEmpty() {
        return count.get() == 0;
    }

    /** How many are not answered yet. */
    long size() {
        return count.get();
    }

    /** Takes nothing new, or everything again. */
    void refuse(boolean all) {
        refusing = all;
    }

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        if (serves(answer)) {
            service.get(request, new Counted<>(answer, count));
        }
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        if (serves(answer)) {
            service.put(request, new Counted<>(answer, count));
        }
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        if (serves(answer)) {
            service.delete(request, new Counted<>(answer, count));
        }
    }

    @Override
    public void scan(ScanRequest request, Answer<ScanResult> answer) {
        if (serves(answer)) {
            service.scan(request, new Counted<>(answer, count));
        }
    }

    @Override
    public void resolve(OperationRequest request, Answer<OperationResult> answer) {
        if (serves(answer)) {
            service.resolve(request, new Counted<>(answer, count));
        }
    }

    /** A watch has no end of its own, so nobody waits for it. */
    @Override
    public Watch watch(WatchRequest request, Watcher watcher) {
        Optional<KvError> objection = objection();
        objection.ifPresent(watcher::ended);
        return objection.isPresent() ? Watch.ENDED : service.watch(request, watcher);
    }

    @Override
    public ShortPath shortPath() {
        return new ServingPath(
                service.shortPath(), () -> !refusing && standing.get() == Standing.MEMBER, count);
    }

    private boolean serves(Answer<?> answer) {
        Optional<KvError> objection = objection();
        objection.ifPresent(answer::failed);
        return objection.isEmpty();
    }

    private Optional<KvError> objection() {
        if (refusing) {
            return Optional.of(DRAINED);
        }
        Standing now = standing.get();
        return now == Standing.MEMBER
                ? Optional.empty()
                : Optional.of(KvError.of(ErrorCode.UNAVAILABLE, now.reason()));
    }

    private static final class Counted<T> implements Answer<T> {
        private final Answer<T> answer;
        private final AtomicLong count;

        Counted(Answer<T> answer, AtomicLong count) {
            this.answer = answer;
            this.count = count;
            count.incrementAndGet();
        }

        @Override
        public void succeeded(T result) {
            try {
                answer.succeeded(result);
            } finally {
                count.decrementAndGet();
            }
        }

        @Override
        public void failed(KvError error) {
            try {
                answer.failed(error);
            } finally {
                count.decrementAndGet();
            }
        }
    }
}
