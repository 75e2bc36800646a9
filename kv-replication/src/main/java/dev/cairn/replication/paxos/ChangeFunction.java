package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;
import java.util.Optional;

/** What a register's value shall become. May be applied several times before one result counts. */
@FunctionalInterface
public interface ChangeFunction {
    /** Leaves the value as it is. */
    ChangeFunction KEEP = repeatable(found -> Optional.empty());

    /** The value to write in the place of {@code found}; empty to leave that. Pure. */
    Optional<Bytes> apply(Bytes found);

    /**
     * Whether applying it again to its own result, or to what others made of that, does no harm.
     * One that is not repeatable ends in doubt when its result may have been replaced already.
     */
    default boolean isRepeatable() {
        return false;
    }

    /**
     * Whether a read applies it too where all acceptors hold {@code agreed}; where they differ, a
     * read always does.
     */
    default boolean isDue(Bytes agreed) {
        return false;
    }

    /** Writes {@code value} when the register was never written. */
    static ChangeFunction ifEmpty(Bytes value) {
        return repeatable(found -> found.isEmpty() ? Optional.of(value) : Optional.empty());
    }

    /** Writes {@code next} when the value is {@code expected}. */
    static ChangeFunction compareAndSet(Bytes expected, Bytes next) {
        return found -> found.equals(expected) ? Optional.of(next) : Optional.empty();
    }

    private static ChangeFunction repeatable(ChangeFunction function) {
        return new ChangeFunction() {
            @Override
            public Optional<Bytes> apply(Bytes found) {
                return function.apply(found);
            }

            @Override
            public boolean isRepeatable() {
                return true;
            }
        };
    }
}
