package dev.cairn.api;

import java.util.Locale;

/**
 * How many replicas must answer: a named {@link Level}, or a plain {@link Count}.
 *
 * <p>What each level promises, and what it does not, is in docs/consistency.md.
 */
public sealed interface Consistency {
    /** A level that depends on the bucket's replica count and on data centres. */
    enum Level implements Consistency {
        /** One replica. */
        ONE,
        /** Two replicas. */
        TWO,
        /** Three replicas. */
        THREE,
        /** More than half of the replicas. */
        QUORUM,
        /** Every replica. */
        ALL,
        /** One replica in the coordinator's data centre. */
        LOCAL_ONE,
        /** More than half of the replicas in the coordinator's data centre. */
        LOCAL_QUORUM,
        /** More than half of the replicas in each data centre. */
        EACH_QUORUM
    }

    /**
     * A plain number of replicas.
     *
     * @param replicas at least 1; more than the bucket has is refused when the request runs
     */
    record Count(int replicas) implements Consistency {
        /** Checks the number. */
        public Count {
            if (replicas < 1) {
                throw new KvException(
                        ErrorCode.BAD_REQUEST, "a replica count is at least 1, not " + replicas);
            }
        }

        @Override
        public String toString() {
            return Integer.toString(replicas);
        }
    }

    /**
     * Reads a level's name in any case, or a number; throws {@link KvException} {@code BAD_REQUEST}
     * for others.
     */
    static Consistency parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        for (Level level : Level.values()) {
            if (level.name().equals(name)) {
                return level;
            }
        }
        if (!name.isEmpty()
                && name.length() <= 4
                && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Count(Integer.parseInt(name));
        }
        throw new KvException(
                ErrorCode.BAD_REQUEST,
                "no consistency level \""
                        + text
                        + "\"; there are ONE, TWO, THREE, QUORUM, ALL, LOCAL_ONE, LOCAL_QUORUM,"
                        + " EACH_QUORUM, or a number of replicas");
    }
}
