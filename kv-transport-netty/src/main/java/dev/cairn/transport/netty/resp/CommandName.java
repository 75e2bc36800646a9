package dev.cairn.transport.netty.resp;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands that are known, with what COMMAND tells of them: how many parts they have (negative:
 * at least so many) and where their keys stand (first, last counted from the end when negative,
 * step; 0 for none).
 */
enum CommandName {
    PING(-1, 0, 0, 0),
    ECHO(2, 0, 0, 0),
    HELLO(-1, 0, 0, 0),
    AUTH(-2, 0, 0, 0),
    SELECT(2, 0, 0, 0),
    CLIENT(-2, 0, 0, 0),
    COMMAND(-1, 0, 0, 0),
    CONFIG(-2, 0, 0, 0),
    INFO(-1, 0, 0, 0),
    QUIT(-1, 0, 0, 0),
    GET(2, 1, 1, 1),
    SET(-3, 1, 1, 1),
    SETEX(4, 1, 1, 1),
    MGET(-2, 1, -1, 1),
    MSET(-3, 1, -1, 2),
    DEL(-2, 1, -1, 1),
    UNLINK(-2, 1, -1, 1),
    EXISTS(-2, 1, -1, 1),
    STRLEN(2, 1, 1, 1),
    SETNX(3, 1, 1, 1),
    GETSET(3, 1, 1, 1),
    GETDEL(2, 1, 1, 1),
    APPEND(3, 1, 1, 1),
    INCR(2, 1, 1, 1),
    DECR(2, 1, 1, 1),
    INCRBY(3, 1, 1, 1),
    DECRBY(3, 1, 1, 1),
    TTL(2, 1, 1, 1),
    PTTL(2, 1, 1, 1),
    TYPE(2, 1, 1, 1),
    EXPIRE(3, 1, 1, 1),
    PEXPIRE(3, 1, 1, 1),
    PERSIST(2, 1, 1, 1),
    SCAN(-2, 0, 0, 0),
    DBSIZE(1, 0, 0, 0);

    /** Commands that read before they write: served by a linearizable bucket only. */
    private static final Set<CommandName> READ_THEN_WRITE =
            EnumSet.of(
                    SETNX, GETSET, GETDEL, APPEND, INCR, DECR, INCRBY, DECRBY, EXPIRE, PEXPIRE,
                    PERSIST);

    private static final Map<String, CommandName> BY_NAME =
            Stream.of(values())
                    .collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    private final int arity;
    private final int firstKey;
    private final int lastKey;
    private final int step;

    CommandName(int arity, int firstKey, int lastKey, int step) {
        this.arity = arity;
        this.firstKey = firstKey;
        this.lastKey = lastKey;
        this.step = step;
    }

    /** The command of that name, in upper case. */
    static Optional<CommandName> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Whether it works on keys. */
    boolean hasKeys() {
        return firstKey > 0;
    }

    /** Whether it reads before it writes. */
    boolean readsThenWrites() {
        return READ_THEN_WRITE.contains(this);
    }

    /** Why a command of that many parts cannot be run; empty when it can. */
    Optional<Reply> misses(int parts) {
        boolean fits = arity >= 0 ? parts == arity : parts >= -arity;
        boolean paired = this != MSET || parts % 2 == 1;
        return fits && paired
                ? Optional.empty()
                : Optional.of(
                        Reply.error("wrong number of arguments for '" + lower() + "' command"));
    }

    /** The answer to a name that is no command served here. */
    static Reply unknown(Command command) {
        return Reply.error("unknown command '" + command.argument(0) + "'");
    }

    /** The answer to {@code what} in a bucket that cannot promise it. */
    static Reply readThenWrite(String what, String bucket) {
        return Reply.error(
                what
                        + " reads before it writes, which only a linearizable bucket can promise; set it by: kv"
                        + " bucket set "
                        + bucket
                        + " mode=linearizable");
    }

    /** What COMMAND tells of all commands. */
    static Reply table() {
        return new Reply.Array(Stream.of(values()).map(CommandName::row).toList());
    }

    private Reply row() {
        return new Reply.Array(
                List.of(
                        Reply.text(lower()),
                        new Reply.Number(arity),
                        new Reply.Array(List.of()),
                        new Reply.Number(firstKey),
                        new Reply.Number(lastKey),
                        new Reply.Number(step)));
    }

    private String lower() {
        return name().toLowerCase(Locale.ROOT);
    }
}
