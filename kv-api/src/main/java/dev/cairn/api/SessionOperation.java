package dev.cairn.api;

import java.util.Optional;

/**
 * What the id of a write tells when a client made it that numbers its writes: besides which one it
 * is and when it was made, which of the writes before need not be remembered any more. (The idea is
 * that of RIFL; Lee et al. 2015, "Implementing linearizability at large scale and low latency".)
 *
 * <p>As text {@code ~SESSION.NUMBER.MILLIS.BACK.COUNT}, numbers in base 36: {@code BACK} and {@code
 * COUNT} say that of the writes before this one the {@code COUNT} up to the {@code BACK}-th last
 * were sent once each, and have succeeded.
 *
 * @param session the client, a number drawn at random
 * @param number which of its writes, from 1
 * @param millis when it was made, by the client's clock, milliseconds since 1970
 * @param onceFrom the first of the writes that were sent once and have succeeded
 * @param onceTo the first one behind those
 */
public record SessionOperation(long session, long number, long millis, long onceFrom, long onceTo) {
    private static final char MARK = '~';
    private static final char SEPARATOR = '.';
    private static final int RADIX = 36;
    private static final int PARTS = 5;

    /** Checks the order of the numbers; throws {@link IllegalArgumentException}. */
    public SessionOperation {
        if (onceFrom < 1 || onceTo < onceFrom || number < onceTo || millis < 0) {
            throw new IllegalArgumentException(
                    "no write " + number + " of a client, with " + onceFrom + " to " + onceTo);
        }
    }

    /** The id. */
    public OperationId id() {
        StringBuilder text = new StringBuilder(40).append(MARK);
        text.append(Long.toUnsignedString(session, RADIX));
        append(text, number);
        append(text, millis);
        append(text, number - onceTo);
        append(text, onceTo - onceFrom);
        return new OperationId(text.toString());
    }

    private static void append(StringBuilder text, long number) {
        text.append(SEPARATOR).append(Long.toString(number, RADIX));
    }

    /** What an id tells; empty when no such client made it. */
    public static Optional<SessionOperation> of(OperationId id) {
        String text = id.text();
        if (text.charAt(0) != MARK) {
            return Optional.empty();
        }
        try {
            long[] parts = parts(text);
            long number = parts[1];
            long onceTo = number - parts[3];
            return Optional.of(
                    new SessionOperation(parts[0], number, parts[2], onceTo - parts[4], onceTo));
        } catch (IllegalArgumentException anothers) {
            return Optional.empty();
        }
    }

    private static long[] parts(String text) {
        long[] parts = new long[PARTS];
        int from = 1;
        for (int i = 0; i < PARTS; i++) {
            int end = i == PARTS - 1 ? text.length() : text.indexOf(SEPARATOR, from);
            if (end < 0) {
                throw new IllegalArgumentException("too few parts");
            }
            parts[i] =
                    i == 0
                            ? Long.parseUnsignedLong(text, from, end, RADIX)
                            : Long.parseLong(text, from, end, RADIX);
            from = end + 1;
        }
        return parts;
    }
}
