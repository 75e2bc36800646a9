package dev.cairn.replication.resolve;

import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.ReplicatedDataType.Attempt;
import dev.cairn.api.version.OperationMark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The names that a set goes on remembering after its next operation. Pure functions. */
final class SetNames {
    private SetNames() {}

    /** What was remembered and still has to be, and the operation itself where it has a name. */
    static Remembered after(Remembered before, Attempt attempt, List<OperationMark> marks) {
        List<Try> left = new ArrayList<>(before.tries());
        long forgotten = before.forgottenMillis();
        long once = before.onceMillis();
        for (List<Try> operation : oldestFirst(before.tries())) {
            Try noted = operation.getFirst();
            if (CounterShares.isCancelled(noted, marks)) {
                left.removeAll(operation);
            } else if (attempt.id().filter(id -> id.triedOnce(noted.name())).isPresent()) {
                left.removeAll(operation);
                once = Math.max(once, noted.millis());
            } else if (left.size() > ReplicatedDataType.ROOM && isEverywhere(operation, attempt)) {
                left.removeAll(operation);
                forgotten = noted.timed() ? Math.max(forgotten, noted.millis()) : forgotten;
            }
        }
        attempt.id().ifPresent(id -> left.add(Try.of(id, attempt.dot(), 0)));
        return Remembered.of(left, forgotten, once);
    }

    /** The tries of each operation. */
    private static List<List<Try>> oldestFirst(List<Try> tries) {
        return tries.stream().collect(Collectors.groupingBy(Try::name)).values().stream()
                .sorted(Comparator.comparingLong(operation -> operation.getFirst().millis()))
                .toList();
    }

    private static boolean isEverywhere(List<Try> operation, Attempt attempt) {
        boolean alone = operation.size() == 1;
        return operation.stream()
                .allMatch(noted -> Remembered.isSettled(noted, alone, attempt.settled()));
    }
}
