package dev.cairn.replication.register;

import dev.cairn.replication.replica.StoredRegister;
import dev.cairn.replication.round.Round;

/**
 * What is left of a stored register in a round of deletes: the same to every owner that is in that
 * round and has accepted the same (CORRECTNESS rule 15). A pure function.
 */
public enum Remains {
    /** A value, or a delete that somebody may not have heard of. */
    ALIVE,
    /** A value whose time is up: it ends once its owners agree on that. */
    EXPIRED,
    /** Promises, or a delete that all owners have accepted and nobody can ask about any more. */
    FORGETTABLE;

    private static final long NEVER = Long.MAX_VALUE;

    /** What is left of it. */
    public static Remains of(StoredRegister register, Round round) {
        if (register.isNothing()) {
            return FORGETTABLE;
        }
        if (!RegisterValue.ends(register.accepted().value())) {
            return ALIVE;
        }
        RegisterValue value = RegisterValue.decode(register.accepted().value());
        if (value.deadFrom() > round.startedMillis()) {
            return ALIVE;
        }
        if (!value.deleted()) {
            return EXPIRED;
        }
        return round.mayHaveForgotten(value.round().orElseThrow()) ? FORGETTABLE : ALIVE;
    }

    /** From when on it holds nothing that anybody can ask about, milliseconds since 1970. */
    public static long deadFrom(StoredRegister register) {
        return RegisterValue.ends(register.accepted().value())
                ? RegisterValue.decode(register.accepted().value()).deadFrom()
                : NEVER;
    }
}
