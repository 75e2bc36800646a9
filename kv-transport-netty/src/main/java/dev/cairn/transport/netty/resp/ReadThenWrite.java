package dev.cairn.transport.netty.resp;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import dev.cairn.api.env.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a key of a linearizable bucket and writes what follows from its value, on the condition
 * that it is still that one; else again. So both happen at one moment. Safe for all threads.
 */
final class ReadThenWrite {
    private static final int MAX_TRIES = 64;

    private final KeyValueService data;
    private final Clock clock;
    private final Key key;
    private final Function<Optional<Sibling>, Plan> plan;
    private final Answer<Reply> done;
    private int tries;

    /**
     * What follows from a value.
     *
     * @param change what to write
     * @param reply what to answer once it is written
     */
    record Plan(Change change, Reply reply) {
        /** Answers and writes nothing. */
        static Plan keep(Reply reply) {
            return new Plan(new Keep(), reply);
        }

        /** Writes a value that stays. */
        static Plan put(Bytes value, Reply reply) {
            return put(value, Optional.empty(), reply);
        }

        /** Writes a value that lives so long. */
        static Plan put(Bytes value, Optional<Duration> ttl, Reply reply) {
            return new Plan(new Put(value, ttl), reply);
        }

        /** Writes a value that expires when the one that was there would have. */
        static Plan replace(Bytes value, Reply reply) {
            return new Plan(new Replace(value), reply);
        }

        /** Deletes the key. */
        static Plan delete(Reply reply) {
            return new Plan(new Delete(), reply);
        }
    }

    /** What to write. */
    sealed interface Change {}

    private record Keep() implements Change {}

    private record Put(Bytes value, Optional<Duration> ttl) implements Change {}

    private record Replace(Bytes value) implements Change {}

    private record Delete() implements Change {}

    ReadThenWrite(
            KeyValueService data,
            Clock clock,
            Key key,
            Function<Optional<Sibling>, Plan> plan,
            Answer<Reply> done) {
        this.data = data;
        this.clock = clock;
        this.key = key;
        this.plan = plan;
        this.done = done;
    }

    void run() {
        tries++;
        data.get(
                GetRequest.of(key),
                new Answer<>() {
                    @Override
                    public void succeeded(ReadResult read) {
                        found(read);
                    }

                    @Override
                    public void failed(KvError error) {
                        done.failed(error);
                    }
                });
    }

    private void found(ReadResult read) {
        Plan next;
        try {
            next = plan.apply(read.siblings().stream().findFirst());
        } catch (KvException refused) {
            done.failed(refused.error());
            return;
        }
        Condition unchanged =
                read.etag().<Condition>map(Condition.Matches::new).orElseGet(Condition.Absent::new);
        switch (next.change()) {
            case Keep _ -> done.succeeded(next.reply());
            case Put(Bytes value, Optional<Duration> ttl) ->
                    data.put(put(value, ttl).when(unchanged), written(next));
            case Replace(Bytes value) ->
                    data.put(put(value, left(read)).when(unchanged), written(next));
            case Delete _ -> data.delete(DeleteRequest.of(key).when(unchanged), written(next));
        }
    }

    private PutRequest put(Bytes value, Optional<Duration> ttl) {
        return new PutRequest(
                key, value, Optional.empty(), ttl, Optional.empty(), RequestOptions.DEFAULT);
    }

    /** How long the value that was found lives yet, by this node's clock. */
    private Optional<Duration> left(ReadResult read) {
        return read.siblings().stream()
                .filter(found -> found.expiresMillis().isPresent())
                .map(found -> found.expiresMillis().getAsLong() - clock.millis())
                .map(millis -> Duration.ofMillis(Math.max(1, millis)))
                .findFirst();
    }

    private Answer<WriteResult> written(Plan next) {
        return new Answer<>() {
            @Override
            public void succeeded(WriteResult result) {
                done.succeeded(next.reply());
            }

            @Override
            public void failed(KvError error) {
                if (error.code() == ErrorCode.CONFLICT && tries < MAX_TRIES) {
                    run();
                } else {
                    done.failed(error);
                }
            }
        };
    }
}
