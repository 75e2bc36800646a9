package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationResult;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.replication.message.Outcome;

/**
 * The one answer to a request: the first outcome goes to the sink, later ones nowhere. Owned by one
 * lane.
 */
final class Reply {
    private final Outcome.Sink sink;
    private boolean done;

    Reply(Outcome.Sink sink) {
        this.sink = sink;
    }

    boolean isDone() {
        return done;
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
            sink.take(outcome);
        }
    }
}
