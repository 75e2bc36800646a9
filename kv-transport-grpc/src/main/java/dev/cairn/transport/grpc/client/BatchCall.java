package dev.cairn.transport.grpc.client;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.transport.grpc.v1.BatchRequest;
import dev.cairn.transport.grpc.v1.BatchResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * One batch: operations run as they arrive, so many at once, those on one key one after another;
 * their answers leave in their order. No more is read while a key is busy, the window is full or
 * the caller does not read. Safe for all threads.
 */
final class BatchCall implements StreamObserver<BatchRequest> {
    /** The most operations of a batch whose answers have not left. */
    private static final int WINDOW = 256;

    private final ServerCallStreamObserver<BatchResponse> caller;
    private final KeyValueService data;
    private final Semaphore room;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final Set<Key> busy = new HashSet<>();
    private Optional<BatchItem> held = Optional.empty();
    private boolean asked;
    private boolean complete;
    private boolean over;

    private static final class Slot {
        private Optional<BatchResponse> answer = Optional.empty();
    }

    /**
     * A batch of which nothing has been read.
     *
     * @param room a permit for every operation in work
     */
    BatchCall(
            ServerCallStreamObserver<BatchResponse> caller, KeyValueService data, Semaphore room) {
        this.caller = caller;
        this.data = data;
        this.room = room;
        caller.disableAutoRequest();
        caller.setOnReadyHandler(this::advance);
        caller.setOnCancelHandler(this::end);
    }

    @Override
    public synchronized void onNext(BatchRequest message) {
        asked = false;
        try {
            held = Optional.of(BatchItem.of(message));
        } catch (KvException malformed) {
            Slot slot = new Slot();
            slot.answer = Optional.of(BatchItem.failed(malformed.error()));
            slots.add(slot);
        }
        advance();
    }

    @Override
    public void onError(Throwable cancelled) {
        end();
    }

    @Override
    public synchronized void onCompleted() {
        complete = true;
        advance();
    }

    private synchronized void end() {
        over = true;
    }

    /** Starts what may be started, answers what is answered, and asks for more. */
    private synchronized void advance() {
        if (over) {
            return;
        }
        held.filter(item -> !busy.contains(item.key()))
                .ifPresent(item -> {
                    held = Optional.empty();
                    start(item);
                });
        while (!slots.isEmpty() && slots.getFirst().answer.isPresent()) {
            caller.onNext(slots.removeFirst().answer.get());
        }
        if (complete && held.isEmpty() && slots.isEmpty()) {
            over = true;
            caller.onCompleted();
        } else if (!asked && held.isEmpty() && slots.size() < WINDOW && caller.isReady()) {
            asked = true;
            caller.request(1);
        }
    }

    private void start(BatchItem item) {
        Slot slot = new Slot();
        slots.add(slot);
        if (!room.tryAcquire()) {
            slot.answer =
                    Optional.of(
                            BatchItem.failed(
                                    KvError.of(
                                            ErrorCode.OVERLOADED,
                                            "too many calls are in work; try again later")));
            return;
        }
        busy.add(item.key());
        item.start().on(data, answer -> finished(item, slot, answer));
    }

    private synchronized void finished(BatchItem item, Slot slot, BatchResponse answer) {
        room.release();
        busy.remove(item.key());
        slot.answer = Optional.of(answer);
        advance();
    }
}
