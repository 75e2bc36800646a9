package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.replication.message.Outcome;
import java.util.Optional;

/**
 * The one answer to a request: the first outcome goes to the sink, later ones nowhere. Once
 * somebody may have done what is asked, a failure says so, whoever tells it. Owned by one lane.
 */
final class Reply {
    private final Outcome.Sink sink;
    private Optional<OperationId> operation = Optional.empty();
    private boolean doubtful;
    private boolean done;

    Reply(Outcome.Sink sink) {
        this.sink = sink;
    }

    boolean isDone() {
        return done;
    }

    /** Somebody was handed this write, and what it has come to nobody knows. */
    void doubt(Optional<OperationId> write) {
        doubtful = true;
        operation = write;
    }

    void found(ReadResult result) {
        take(new Outcome.Found(result));
    }

    void written(WriteResult result) {
        take(new Outcome.Written(result));
    }

    void resolved(OperationResult.Status status) {
        take(new Outcome.Resolved(status));
    }

    void failed(ErrorCode code, String detail) {
        take(Outcome.failed(code, detail));
    }

    void failed(KvError error) {
        take(new Outcome.Failed(error));
    }

    void take(Outcome outcome) {
        if (!done) {
            done = true;
            sink.take(doubtful ? doubted(outcome) : outcome);
        }
    }

    private Outcome doubted(Outcome outcome) {
        if (!(outcome instanceof Outcome.Failed(KvError error)) || error.operation().isPresent()) {
            return outcome;
        }
        String detail = error.detail() + "; the write may take effect";
        return new Outcome.Failed(new KvError(ErrorCode.TIMEOUT, detail, operation));
    }
}
