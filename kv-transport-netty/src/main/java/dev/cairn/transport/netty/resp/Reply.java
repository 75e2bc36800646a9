package dev.cairn.transport.netty.resp;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvError;
import java.util.List;

/** What a command is answered with. */
sealed interface Reply {
    /** Done. */
    Reply OK = new Status("OK");

    /** Nothing there. */
    Reply NIL = new Nil();

    /** A short text. */
    record Status(String text) implements Reply {}

    /** A failure: a code word in capitals, a blank, a sentence. */
    record Failure(String text) implements Reply {}

    /** A whole number. */
    record Number(long value) implements Reply {}

    /** A string of bytes. */
    record Bulk(Bytes bytes) implements Reply {}

    /** No value. */
    record Nil() implements Reply {}

    /** Several replies. */
    record Array(List<Reply> elements) implements Reply {}

    /** Pairs: keys and values in turn. RESP2 knows no maps and gets an array. */
    record Pairs(List<Reply> keysAndValues) implements Reply {}

    /** Text as a string of bytes. */
    static Reply text(String text) {
        return new Bulk(Bytes.utf8(text));
    }

    /** A failure with the general code. */
    static Reply error(String sentence) {
        return new Failure("ERR " + sentence);
    }

    /**
     * The reply that tells of {@code error}; overload, unavailability and a passed deadline have
     * codes of their own.
     */
    static Reply of(KvError error) {
        return switch (error.code()) {
            case FORBIDDEN -> new Failure("NOPERM " + error.detail());
            case UNAUTHENTICATED -> new Failure("NOAUTH " + error.detail());
            case OVERLOADED, UNAVAILABLE, TIMEOUT ->
                    new Failure(error.code() + " " + error.detail());
            default -> error(error.code() + " " + error.detail());
        };
    }
}
