package dev.cairn.transport.netty.resp;

import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import dev.cairn.api.env.Clock;
import dev.cairn.transport.netty.clients.Pipeline;
import dev.cairn.transport.netty.resp.ReadThenWrite.Plan;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The commands with keys, as operations on the data service. Safe for all threads. */
final class DataCommands {
    private static final Set<String> READ_THEN_WRITE_OPTIONS = Set.of("NX", "XX", "GET", "KEEPTTL");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("EX", ChronoUnit.SECONDS, "PX", ChronoUnit.MILLIS);
    private static final Duration LONGEST_TTL = Duration.ofDays(36_500);

    private final KeyValueService data;
    private final Function<String, Mode> modes;
    private final int maxKeys;
    private final Clock clock;

    /**
     * A command ready to run.
     *
     * @param keys the distinct keys it touches
     * @param writes whether it writes them
     * @param operation runs it
     */
    record Prepared(Collection<Key> keys, boolean writes, Pipeline.Operation<Reply> operation) {
        static Prepared answered(Reply reply) {
            return new Prepared(List.of(), false, done -> done.accept(reply));
        }
    }

    /** On {@code data}; a command has at most {@code maxKeys} keys. */
    DataCommands(KeyValueService data, Function<String, Mode> modes, int maxKeys, Clock clock) {
        this.clock = clock;
        this.data = data;
        this.modes = modes;
        this.maxKeys = maxKeys;
    }

    /**
     * The command as an operation in {@code bucket}; one that answers an error when its arguments
     * are wrong.
     */
    Prepared prepare(CommandName name, Command command, String bucket) {
        try {
            return switch (name) {
                case GET -> read(keys(command, bucket, 1), all -> bulk(all.getFirst()));
                case MGET -> read(keys(command, bucket, 1), DataCommands::array);
                case EXISTS -> read(keys(command, bucket, 1), DataCommands::count);
                case STRLEN ->
                        read(
                                keys(command, bucket, 1),
                                all -> new Reply.Number(all.getFirst().map(Bytes::size).orElse(0)));
                case SET -> set(command, bucket);
                case SETEX -> setex(command, bucket);
                case MSET -> mset(command, bucket);
                case DEL, UNLINK ->
                        isLinearizable(bucket)
                                ? deleteRegisters(keys(command, bucket, 1))
                                : delete(keys(command, bucket, 1));
                case SETNX, GETSET, GETDEL, APPEND, INCR, DECR, INCRBY, DECRBY ->
                        readThenWrite(
                                name.name(),
                                command,
                                bucket,
                                ofValue(RegisterCommands.of(name, command)));
                case TTL -> left(command, bucket, ChronoUnit.SECONDS);
                case PTTL -> left(command, bucket, ChronoUnit.MILLIS);
                case TYPE -> ExpiryCommands.look(data, key(command, bucket), ExpiryCommands::type);
                case EXPIRE, PEXPIRE, PERSIST ->
                        readThenWrite(
                                name.name(), command, bucket, ExpiryCommands.of(name, command));
                default -> throw new IllegalArgumentException(name + " has no keys");
            };
        } catch (KvException wrong) {
            return Prepared.answered(Reply.error(wrong.error().detail()));
        }
    }

    private boolean isLinearizable(String bucket) {
        return modes.apply(bucket) == Mode.LINEARIZABLE;
    }

    private Prepared left(Command command, String bucket, ChronoUnit unit) {
        return ExpiryCommands.look(
                data,
                key(command, bucket),
                found -> ExpiryCommands.left(found, unit, clock.millis()));
    }

    private static Key key(Command command, String bucket) {
        return new Key(bucket, command.argument(1));
    }

    private static Function<Optional<Sibling>, Plan> ofValue(Function<Optional<Bytes>, Plan> plan) {
        return found -> plan.apply(found.map(Sibling::value));
    }

    /** Both at one moment, or not at all. */
    private Prepared readThenWrite(
            String what, Command command, String bucket, Function<Optional<Sibling>, Plan> plan) {
        if (!isLinearizable(bucket)) {
            return Prepared.answered(CommandName.readThenWrite(what, bucket));
        }
        Key key = key(command, bucket);
        return new Prepared(
                List.of(key),
                true,
                done ->
                        new ReadThenWrite(
                                        data,
                                        clock,
                                        key,
                                        plan,
                                        new Answer<>() {
                                            @Override
                                            public void succeeded(Reply reply) {
                                                done.accept(reply);
                                            }

                                            @Override
                                            public void failed(KvError error) {
                                                done.accept(refusal(error));
                                            }
                                        })
                                .run());
    }

    /** What the caller got wrong is told as Redis does. */
    static Reply refusal(KvError error) {
        return error.code() == ErrorCode.BAD_REQUEST
                ? Reply.error(error.detail())
                : Reply.of(error);
    }

    private Prepared deleteRegisters(List<Key> keys) {
        Set<Key> distinct = Set.copyOf(keys);
        return new Prepared(
                distinct,
                true,
                done -> {
                    AtomicLong present = new AtomicLong();
                    Gathering gathering =
                            new Gathering(
                                    distinct.size(), done, () -> new Reply.Number(present.get()));
                    for (Key key : distinct) {
                        Answer<Reply> deleted =
                                gathering.expect(reply -> present.addAndGet(count(reply)));
                        new ReadThenWrite(
                                        data,
                                        clock,
                                        key,
                                        ofValue(RegisterCommands::delete),
                                        deleted)
                                .run();
                    }
                });
    }

    private static long count(Reply reply) {
        return reply instanceof Reply.Number(long value) ? value : 0;
    }

    private List<Key> keys(Command command, String bucket, int step) {
        if ((command.size() - 1) / step > maxKeys) {
            throw new KvException(
                    ErrorCode.TOO_LARGE, "a command has at most " + maxKeys + " keys");
        }
        List<Key> keys = new ArrayList<>(command.size() / step);
        for (int at = 1; at < command.size(); at += step) {
            keys.add(new Key(bucket, command.argument(at)));
        }
        return keys;
    }

    private static Reply array(List<Optional<Bytes>> values) {
        return new Reply.Array(values.stream().map(DataCommands::bulk).toList());
    }

    private static Reply bulk(Optional<Bytes> value) {
        return value.isPresent() ? new Reply.Bulk(value.get()) : Reply.NIL;
    }

    private static Reply count(List<Optional<Bytes>> values) {
        return new Reply.Number(values.stream().filter(Optional::isPresent).count());
    }

    /** Reads each key once; {@code reply} gets the values in the order of {@code keys}. */
    private Prepared read(List<Key> keys, Function<List<Optional<Bytes>>, Reply> reply) {
        Set<Key> distinct = Set.copyOf(keys);
        return new Prepared(
                distinct,
                false,
                done -> {
                    Map<Key, Optional<Bytes>> found = new ConcurrentHashMap<>();
                    Gathering gathering =
                            new Gathering(
                                    distinct.size(),
                                    done,
                                    () -> {
                                        List<Optional<Bytes>> values = new ArrayList<>(keys.size());
                                        keys.forEach(key ->
                                                values.add(
                                                        found.getOrDefault(key, Optional.empty())));
                                        return reply.apply(values);
                                    });
                    for (Key key : distinct) {
                        data.get(
                                GetRequest.of(key),
                                gathering.expect(result -> found.put(key, value(key, result))));
                    }
                });
    }

    private Prepared set(Command command, String bucket) {
        Optional<Duration> ttl = Optional.empty();
        Set<String> readThenWrite = new LinkedHashSet<>();
        for (int at = 3; at < command.size(); at++) {
            String option = command.word(at);
            if (READ_THEN_WRITE_OPTIONS.contains(option)) {
                readThenWrite.add(option);
                continue;
            }
            if (!UNITS.containsKey(option) || at + 1 == command.size() || ttl.isPresent()) {
                return Prepared.answered(Reply.error("syntax error"));
            }
            ttl = Optional.of(ttl(command.argument(++at), UNITS.get(option), "set"));
        }
        if (readThenWrite.isEmpty()) {
            return write(Map.of(new Key(bucket, command.argument(1)), command.argument(2)), ttl);
        }
        if (ttl.isPresent() && readThenWrite.contains("KEEPTTL")) {
            return Prepared.answered(Reply.error("syntax error"));
        }
        return readThenWrite(
                "SET with " + readThenWrite.iterator().next(),
                command,
                bucket,
                ofValue(RegisterCommands.set(command.argument(2), ttl, readThenWrite)));
    }

    private Prepared setex(Command command, String bucket) {
        Duration ttl = ttl(command.argument(2), ChronoUnit.SECONDS, "setex");
        return write(
                Map.of(new Key(bucket, command.argument(1)), command.argument(3)),
                Optional.of(ttl));
    }

    private static Duration ttl(Bytes argument, ChronoUnit unit, String command) {
        String text = argument.utf8();
        boolean number =
                !text.isEmpty()
                        && text.length() <= 15
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        Duration ttl = number ? Duration.of(Long.parseLong(text), unit) : Duration.ZERO;
        if (ttl.isZero() || ttl.compareTo(LONGEST_TTL) > 0) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "invalid expire time in '" + command + "' command");
        }
        return ttl;
    }

    private Prepared mset(Command command, String bucket) {
        List<Key> keys = keys(command, bucket, 2);
        Map<Key, Bytes> pairs = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            pairs.put(keys.get(i), command.argument(2 * i + 2));
        }
        return write(pairs, Optional.empty());
    }

    private Prepared write(Map<Key, Bytes> pairs, Optional<Duration> ttl) {
        return new Prepared(
                pairs.keySet(),
                true,
                done -> {
                    Gathering gathering = new Gathering(pairs.size(), done, () -> Reply.OK);
                    pairs.forEach((key, value) -> {
                        PutRequest put = PutRequest.of(key, value);
                        data.put(
                                new PutRequest(
                                        key,
                                        value,
                                        put.context(),
                                        ttl,
                                        put.operation(),
                                        put.options()),
                                gathering.expect(written -> {}));
                    });
                });
    }

    /**
     * Reads each key, then deletes what was read: the number of those that were there is the
     * answer.
     */
    private Prepared delete(List<Key> keys) {
        Set<Key> distinct = Set.copyOf(keys);
        return new Prepared(
                distinct,
                true,
                done -> {
                    AtomicInteger present = new AtomicInteger();
                    Gathering gathering =
                            new Gathering(
                                    distinct.size(), done, () -> new Reply.Number(present.get()));
                    for (Key key : distinct) {
                        Answer<WriteResult> deleted = gathering.expect(written -> {});
                        data.get(
                                GetRequest.of(key),
                                new Answer<>() {
                                    @Override
                                    public void succeeded(ReadResult read) {
                                        present.addAndGet(read.found() ? 1 : 0);
                                        data.delete(
                                                DeleteRequest.of(key).after(read.context()),
                                                deleted);
                                    }

                                    @Override
                                    public void failed(KvError error) {
                                        deleted.failed(error);
                                    }
                                });
                    }
                });
    }

    /** The one value; several that nothing has resolved are an error, never a silent choice. */
    private static Optional<Bytes> value(Key key, ReadResult result) {
        return one(key, result).map(Sibling::value);
    }

    /** As {@link #value}, with all that is known of it. */
    static Optional<Sibling> one(Key key, ReadResult result) {
        return switch (result.siblings().size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(result.siblings().getFirst());
            default ->
                    throw new KvException(
                            ErrorCode.CONFLICT,
                            result.siblings().size()
                                    + " concurrent values of this key in bucket "
                                    + key.bucket()
                                    + ", whose resolver keeps them all; read them by HTTP, or give the bucket resolver=lww");
        };
    }
}
