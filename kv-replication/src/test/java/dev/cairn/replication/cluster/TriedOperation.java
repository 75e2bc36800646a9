package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One operation of a client on a counter or a set, and what came of its tries. */
final class TriedOperation {
    private static final int MAX_TRIES = 4;

    private final Key key;
    private final String text;
    private final Optional<Context> context;
    private final Optional<OperationId> given;
    private final List<Call<WriteResult>> tries = new ArrayList<>();
    private boolean over;

    TriedOperation(Key key, String text, Optional<Context> context, Optional<OperationId> given) {
        this.key = key;
        this.text = text;
        this.context = context;
        this.given = given;
    }

    Key key() {
        return key;
    }

    /** Its id; the one that the store gave it, where an answer has told. */
    Optional<OperationId> id() {
        return given.or(() ->
                tries.stream()
                        .filter(call -> call.isDone() && !call.succeeded())
                        .flatMap(call -> call.error().operation().stream())
                        .findFirst());
    }

    void startTry(TestCluster cluster, int through, RequestOptions options) {
        tries.add(
                cluster.startPut(
                        through,
                        new PutRequest(
                                key, Bytes.utf8(text), context, Optional.empty(), id(), options)));
    }

    /** Whether its client may send it again. */
    boolean mayBeTried() {
        boolean first = tries.isEmpty();
        return first || !over && tries.size() < MAX_TRIES && id().isPresent();
    }

    /** Its client never sends it again. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    int tries() {
        return tries.size();
    }

    /** Whether it was sent once and has succeeded. */
    boolean succeededAtOnce() {
        return tries.size() == 1 && isAcknowledged();
    }

    /** Whether no try is under way. */
    boolean isAnswered() {
        return tries.stream().allMatch(Call::isDone);
    }

    boolean isAcknowledged() {
        return tries.stream().anyMatch(Call::succeeded);
    }

    /** Whether every try was answered that nothing was written. */
    boolean isRefused() {
        return tries.stream()
                .allMatch(call -> call.isDone() && !call.succeeded() && refused(call.error()));
    }

    private static boolean refused(KvError error) {
        return error.detail().startsWith("nothing was written");
    }

    @Override
    public String toString() {
        List<String> answers = new ArrayList<>();
        for (Call<WriteResult> call : tries) {
            answers.add(
                    !call.isDone()
                            ? "none"
                            : call.succeeded()
                                    ? "done " + call.result().clock()
                                    : call.code() + " " + call.error().detail());
        }
        return key + " " + text + " as " + id() + ": " + answers;
    }
}
