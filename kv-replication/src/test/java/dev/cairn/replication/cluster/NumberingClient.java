package dev.cairn.replication.cluster;

import dev.cairn.api.OperationId;
import dev.cairn.api.SessionOperation;
import java.util.ArrayList;
import java.util.List;

/** A client that numbers its operations and tells which of them it sent once, as kv-client does. */
final class NumberingClient {
    private final long session;
    private final List<TriedOperation> begun = new ArrayList<>();

    NumberingClient(long session) {
        this.session = session;
    }

    /** The id of its next operation, which is {@link #begin begun} then. */
    OperationId next(long nowMillis) {
        int open = 0;
        while (open < begun.size() && begun.get(open).isOver()) {
            open++;
        }
        int from = 0;
        for (int i = 0; i < begun.size(); i++) {
            if (begun.get(i).isOver() && !begun.get(i).succeededAtOnce()) {
                from = i + 1;
            }
        }
        return new SessionOperation(
                        session, begun.size() + 1, nowMillis, 1 + Math.min(from, open), 1 + open)
                .id();
    }

    void begin(TriedOperation operation) {
        begun.add(operation);
    }

    /** Takes in what was answered: what has succeeded at once is over, if {@code all} or not. */
    void learn(boolean all) {
        for (TriedOperation operation : begun) {
            boolean spent = !operation.mayBeTried() && operation.isAnswered();
            if (spent || all && operation.succeededAtOnce()) {
                operation.end();
            }
        }
    }
}
