package dev.cairn.transport.netty.resp;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Sibling;
import dev.cairn.transport.netty.resp.DataCommands.Prepared;
import dev.cairn.transport.netty.resp.ReadThenWrite.Plan;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The commands about how long values live. They throw {@link KvException} for bad arguments. */
final class ExpiryCommands {
    private static final Reply NO = new Reply.Number(0);
    private static final Reply YES = new Reply.Number(1);
    private static final long NO_KEY = -2;
    private static final long FOR_EVER = -1;
    private static final long LONGEST_DAYS = 36_500;

    private ExpiryCommands() {}

    /** A command that only looks; {@code reply} is made of the one value. */
    static Prepared look(KeyValueService data, Key key, Function<Optional<Sibling>, Reply> reply) {
        return new Prepared(
                List.of(key),
                false,
                done ->
                        data.get(
                                GetRequest.of(key),
                                new Answer<>() {
                                    @Override
                                    public void succeeded(ReadResult read) {
                                        try {
                                            done.accept(reply.apply(DataCommands.one(key, read)));
                                        } catch (KvException several) {
                                            failed(several.error());
                                        }
                                    }

                                    @Override
                                    public void failed(KvError error) {
                                        done.accept(Reply.of(error));
                                    }
                                }));
    }

    /** What TTL and PTTL answer: the time that is left at {@code nowMillis} since 1970. */
    static Reply left(Optional<Sibling> found, ChronoUnit unit, long nowMillis) {
        if (found.isEmpty()) {
            return new Reply.Number(NO_KEY);
        }
        if (found.get().expiresMillis().isEmpty()) {
            return new Reply.Number(FOR_EVER);
        }
        long millis = Math.max(0, found.get().expiresMillis().getAsLong() - nowMillis);
        long unitMillis = unit.getDuration().toMillis();
        return new Reply.Number((millis + unitMillis / 2) / unitMillis);
    }

    /** What TYPE answers. */
    static Reply type(Optional<Sibling> found) {
        return new Reply.Status(found.isPresent() ? "string" : "none");
    }

    /** EXPIRE, PEXPIRE and PERSIST, as what follows from the value that is found. */
    static Function<Optional<Sibling>, Plan> of(CommandName name, Command command) {
        return switch (name) {
            case EXPIRE -> expire(command, ChronoUnit.SECONDS);
            case PEXPIRE -> expire(command, ChronoUnit.MILLIS);
            case PERSIST ->
                    found ->
                            found.filter(one -> one.expiresMillis().isPresent())
                                    .map(one -> Plan.put(one.value(), YES))
                                    .orElseGet(() -> Plan.keep(NO));
            default -> throw new IllegalArgumentException(name + " sets no lifetime");
        };
    }

    /** A time that is not ahead deletes the key, as Redis does. */
    private static Function<Optional<Sibling>, Plan> expire(Command command, ChronoUnit unit) {
        long amount = number(command.argument(2), unit);
        return found -> {
            if (found.isEmpty()) {
                return Plan.keep(NO);
            }
            return amount <= 0
                    ? Plan.delete(YES)
                    : Plan.put(found.get().value(), Optional.of(Duration.of(amount, unit)), YES);
        };
    }

    private static long number(Bytes text, ChronoUnit unit) {
        try {
            long amount = Long.parseLong(text.utf8());
            long longest = Duration.ofDays(LONGEST_DAYS).toMillis() / unit.getDuration().toMillis();
            if (amount > longest) {
                throw new KvException(
                        ErrorCode.BAD_REQUEST, "invalid expire time in 'expire' command");
            }
            return amount;
        } catch (NumberFormatException none) {
            throw new KvException(ErrorCode.BAD_REQUEST, "value is not an integer or out of range");
        }
    }
}
