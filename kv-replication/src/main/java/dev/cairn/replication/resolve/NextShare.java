package dev.cairn.replication.resolve;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.ReplicatedDataType.Attempt;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The share that an actor leaves with its next operation, while it is made: what it has counted so
 * far, the operation, and of the names those that still have to be remembered.
 *
 * <p>A name that is forgotten is counted in the total from then on, so nobody else may name the
 * operation then or later.
 */
final class NextShare {
    private final Item held;
    private final Attempt attempt;
    private final CounterShares shares;
    private final Map<OperationName, Try> tries = new TreeMap<>();
    private long total;
    private long forgottenMillis;
    private long onceMillis;

    NextShare(Item held, Attempt attempt, CounterShares shares) {
        this.held = held;
        this.attempt = attempt;
        this.shares = shares;
    }

    /** Goes on from what the actor has left before. */
    void carryOn(CounterShare before) {
        total = add(total, before.total());
        remember(before.remembered());
    }

    private void remember(Remembered before) {
        for (Try noted : before.tries()) {
            remember(noted);
        }
        forgottenMillis = Math.max(forgottenMillis, before.forgottenMillis());
        onceMillis = Math.max(onceMillis, before.onceMillis());
    }

    private void remember(Try noted) {
        tries.merge(noted.name(), noted, (one, other) -> one.precedes(other) ? one : other);
    }

    /** Counts the operation itself, by its name where it has one. */
    void count(long amount) {
        long sum = add(total, amount);
        for (Try noted : tries.values()) {
            sum = add(sum, noted.amount());
        }
        if (attempt.id().isPresent()) {
            remember(Try.of(attempt.id().get(), attempt.dot(), amount));
        } else {
            total = add(total, amount);
        }
    }

    /** Remembers what the delete has covered, and the delete. */
    void takeBack(CounterShare covered) {
        for (Try noted : covered.remembered().tries()) {
            remember(noted.takenBack(attempt.dot()));
        }
        remember(
                new Remembered(
                        List.of(),
                        covered.remembered().forgottenMillis(),
                        covered.remembered().onceMillis()));
    }

    /** Remembers the delete itself, where it has a name. */
    void delete() {
        attempt.id()
                .ifPresent(id -> remember(Try.of(id, attempt.dot(), 0).takenBack(attempt.dot())));
    }

    /** Forgets what need not be remembered. */
    void forget() {
        List<Try> oldestFirst = new ArrayList<>(tries.values());
        oldestFirst.sort(Comparator.comparing(Try::dot));
        for (Try noted : oldestFirst) {
            boolean present = noted.dot().equals(attempt.dot());
            if (!present && isCountedElsewhere(noted)) {
                tries.remove(noted.name());
            } else if (!present && isNeverTriedAgain(noted)) {
                tries.remove(noted.name());
                total = add(total, noted.amount());
                onceMillis = Math.max(onceMillis, noted.millis());
            } else if (!present && isEverywhere(noted)) {
                tries.remove(noted.name());
                total = add(total, noted.amount());
                forgottenMillis =
                        noted.timed() ? Math.max(forgottenMillis, noted.millis()) : forgottenMillis;
            }
        }
    }

    private boolean isCountedElsewhere(Try noted) {
        return CounterShares.isVoid(noted, held.seen(), held.marks())
                || shares.elsewhere(noted.name(), attempt.dot().actor())
                        .anyMatch(other -> other.precedes(noted));
    }

    private boolean isNeverTriedAgain(Try noted) {
        return attempt.id().filter(id -> id.triedOnce(noted.name())).isPresent();
    }

    /** Whether all know it and nobody takes a retry of it for new, and there is no room for it. */
    private boolean isEverywhere(Try noted) {
        return tries.size() > ReplicatedDataType.ROOM
                && Remembered.isSettled(noted, true, attempt.settled())
                && shares.elsewhere(noted.name(), attempt.dot().actor()).findAny().isEmpty();
    }

    CounterShare share() {
        return new CounterShare(total, Remembered.of(tries.values(), forgottenMillis, onceMillis));
    }

    private static long add(long sum, long amount) {
        try {
            return Math.addExact(sum, amount);
        } catch (ArithmeticException overflow) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    "what one node counts of a key stays within 64 bits; " + sum + " is there");
        }
    }
}
