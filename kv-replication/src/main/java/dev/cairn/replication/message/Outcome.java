package dev.cairn.replication.message;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationResult;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;

/** What became of a {@link ClientRequest}. */
public sealed interface Outcome {
    /** An error that leaves nothing in doubt. */
    static Outcome failed(ErrorCode code, String detail) {
        return new Failed(KvError.of(code, detail));
    }

    /**
     * A read succeeded.
     *
     * @param result what it found
     */
    record Found(ReadResult result) implements Outcome {}

    /**
     * A write succeeded.
     *
     * @param result what it left behind
     */
    record Written(WriteResult result) implements Outcome {}

    /**
     * What became of a write is told.
     *
     * @param status what is certain of it
     */
    record Resolved(OperationResult.Status status) implements Outcome {}

    /**
     * It failed.
     *
     * @param error why
     */
    record Failed(KvError error) implements Outcome {}

    /** Takes an outcome, once, on any lane. */
    @FunctionalInterface
    interface Sink {
        /** This is what became of it. */
        void take(Outcome outcome);
    }
}
