package dev.cairn.api;

/**
 * What must hold of a key for a write to take effect, decided in one moment with the write. Only
 * linearizable buckets can promise that; others refuse with {@link ErrorCode#WRONG_MODE}. A write
 * whose condition does not hold fails with {@link ErrorCode#CONFLICT} and changes nothing.
 *
 * <pre>{@code
 * PutRequest.of(key, value).when(new Condition.Matches(read.etag().orElseThrow()));
 * }</pre>
 */
public sealed interface Condition {
    /**
     * The key has a value, and is in this state.
     *
     * @param etag as a read or a write told it
     */
    record Matches(ETag etag) implements Condition {
        @Override
        public String toString() {
            return EQUALS + etag;
        }
    }

    /** The key has no value. */
    record Absent() implements Condition {
        @Override
        public String toString() {
            return ABSENT;
        }
    }

    /** The key has a value, whichever. */
    record Exists() implements Condition {
        @Override
        public String toString() {
            return EXISTS;
        }
    }

    /** How {@link Matches} begins as text. */
    String EQUALS = "=";

    /** {@link Absent} as text. */
    String ABSENT = "absent";

    /** {@link Exists} as text. */
    String EXISTS = "exists";

    /**
     * Reads what {@code toString} wrote, as it goes over the wire; throws {@link KvException}
     * {@code BAD_REQUEST} for anything else.
     */
    static Condition parse(String text) {
        return switch (text) {
            case ABSENT -> new Absent();
            case EXISTS -> new Exists();
            default -> {
                if (!text.startsWith(EQUALS)) {
                    throw new KvException(
                            ErrorCode.BAD_REQUEST, "\"" + text + "\" is no condition");
                }
                yield new Matches(new ETag(text.substring(EQUALS.length())));
            }
        };
    }
}
