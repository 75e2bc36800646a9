package dev.cairn.transport.netty.resp;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.transport.netty.resp.ReadThenWrite.Plan;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The commands that read before they write, each as what follows from the value that it finds. They
 * throw {@link KvException} for arguments and values that they cannot work with.
 */
final class RegisterCommands {
    private RegisterCommands() {}

    /** SET with options NX, XX, GET and KEEPTTL. */
    static Function<Optional<Bytes>, Plan> set(
            Bytes value, Optional<Duration> ttl, Set<String> options) {
        if (options.contains("NX") && options.contains("XX")) {
            throw new KvException(ErrorCode.BAD_REQUEST, "syntax error");
        }
        return found -> {
            boolean holds =
                    !(options.contains("NX") && found.isPresent()
                            || options.contains("XX") && found.isEmpty());
            boolean get = options.contains("GET");
            Reply reply = get ? bulk(found) : holds ? Reply.OK : Reply.NIL;
            if (!holds) {
                return Plan.keep(reply);
            }
            return options.contains("KEEPTTL")
                    ? Plan.replace(value, reply)
                    : Plan.put(value, ttl, reply);
        };
    }

    /** A command whose key is its first argument. */
    static Function<Optional<Bytes>, Plan> of(CommandName name, Command command) {
        return switch (name) {
            case SETNX ->
                    found ->
                            found.isPresent()
                                    ? Plan.keep(new Reply.Number(0))
                                    : Plan.put(command.argument(2), new Reply.Number(1));
            case GETSET -> found -> Plan.put(command.argument(2), bulk(found));
            case GETDEL ->
                    found -> found.isPresent() ? Plan.delete(bulk(found)) : Plan.keep(Reply.NIL);
            case APPEND -> found -> append(found.orElse(Bytes.EMPTY), command.argument(2));
            case INCR -> add(1);
            case DECR -> add(-1);
            case INCRBY -> add(number(command.argument(2)));
            case DECRBY -> add(negated(number(command.argument(2))));
            default -> throw new IllegalArgumentException(name + " does not read before it writes");
        };
    }

    /** DEL of one key; answers how many were there. */
    static Plan delete(Optional<Bytes> found) {
        return found.isPresent()
                ? Plan.delete(new Reply.Number(1))
                : Plan.keep(new Reply.Number(0));
    }

    private static Plan append(Bytes head, Bytes tail) {
        byte[] whole = new byte[head.size() + tail.size()];
        head.copyTo(whole, 0);
        tail.copyTo(whole, head.size());
        return Plan.replace(Bytes.wrap(whole), new Reply.Number(whole.length));
    }

    private static Function<Optional<Bytes>, Plan> add(long step) {
        return found -> {
            long before = found.isPresent() ? number(found.get()) : 0;
            long sum;
            try {
                sum = Math.addExact(before, step);
            } catch (ArithmeticException overflow) {
                throw new KvException(
                        ErrorCode.BAD_REQUEST, "increment or decrement would overflow");
            }
            return Plan.replace(Bytes.utf8(Long.toString(sum)), new Reply.Number(sum));
        };
    }

    private static long negated(long step) {
        if (step == Long.MIN_VALUE) {
            throw new KvException(ErrorCode.BAD_REQUEST, "decrement would overflow");
        }
        return -step;
    }

    private static long number(Bytes text) {
        try {
            String digits = text.utf8();
            if (digits.startsWith("+")) {
                throw new NumberFormatException(digits);
            }
            return Long.parseLong(digits);
        } catch (NumberFormatException none) {
            throw new KvException(ErrorCode.BAD_REQUEST, "value is not an integer or out of range");
        }
    }

    private static Reply bulk(Optional<Bytes> value) {
        return value.<Reply>map(Reply.Bulk::new).orElse(Reply.NIL);
    }
}
