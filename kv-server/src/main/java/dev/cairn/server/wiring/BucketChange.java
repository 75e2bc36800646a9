package dev.cairn.server.wiring;

import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.Registers;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.Replication;
import dev.cairn.server.config.BucketEdit;
import dev.cairn.server.config.BucketTable;
import dev.cairn.server.config.Buckets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A change of one bucket's properties. What data depends on changes in two steps, so that no write
 * is ever taken under two minds: the bucket is closed, every member goes by that and says that it
 * holds nothing of it, and only then it is opened again with the new properties. Owned by the
 * control lane.
 */
final class BucketChange {
    private static final int MAX_TRIES = 5;
    private static final Duration ALL_MEMBERS = Duration.ofSeconds(8);

    private final Env env;
    private final String bucket;
    private final Map<String, String> changes;
    private final Answer<BucketProperties> answer;
    private int tries;

    /**
     * What it may use.
     *
     * @param lane the control lane
     * @param registers what the cluster agrees on
     * @param register what this node knows
     * @param cluster the present cluster
     * @param replication who can ask the members
     * @param resolvers resolvers by name
     * @param initial what the configuration says
     */
    record Env(
            Lane lane,
            Registers registers,
            BucketRegister register,
            ClusterState cluster,
            Replication replication,
            Map<String, ConflictResolver> resolvers,
            Buckets initial) {}

    BucketChange(
            Env env, String bucket, Map<String, String> changes, Answer<BucketProperties> answer) {
        this.env = env;
        this.bucket = bucket;
        this.changes = changes;
        this.answer = answer;
    }

    void start() {
        tries++;
        env.registers().read(BucketRegister.NAME, then(this::found));
    }

    private void found(Bytes content) {
        BucketTable table = BucketRegister.decode(content);
        env.register().learn(table);
        BucketProperties before = table.over(env.initial()).of(bucket);
        BucketProperties after;
        try {
            after = BucketEdit.apply(before, changes);
            check(after);
        } catch (IllegalArgumentException wrong) {
            fail(ErrorCode.BAD_REQUEST, String.valueOf(wrong.getMessage()));
            return;
        }
        List<String> fixed = BucketEdit.fixedChanges(before, after);
        if (fixed.isEmpty()) {
            write(content, table, after, false, this::done);
        } else if (!mayChange(fixed)) {
            return;
        } else {
            write(content, table, before, true, closed -> ask(closed, before, after, fixed));
        }
    }

    private void check(BucketProperties after) {
        ConflictResolver resolver = env.resolvers().get(after.resolver());
        if (resolver == null) {
            throw new IllegalArgumentException(
                    "resolver: there is no plugin "
                            + after.resolver()
                            + " (available: "
                            + String.join(", ", env.resolvers().keySet().stream().sorted().toList())
                            + ")");
        }
        if (resolver instanceof ReplicatedDataType && after.ttl().isPresent()) {
            throw new IllegalArgumentException(
                    "ttl: values of resolver " + after.resolver() + " do not expire");
        }
    }

    private boolean mayChange(List<String> fixed) {
        String names = String.join(", ", fixed);
        if (bucket.equals(Buckets.DEFAULT)) {
            fail(
                    ErrorCode.CONFLICT,
                    names
                            + " of bucket \"default\" holds for all buckets without properties of"
                            + " their own, and stays as configured");
            return false;
        }
        if (fixed.contains("n") && env.cluster().get().topology().change().isPresent()) {
            fail(ErrorCode.CONFLICT, "n cannot change while ranges move; see kv tasks");
            return false;
        }
        return true;
    }

    private void ask(
            BucketTable closed,
            BucketProperties before,
            BucketProperties after,
            List<String> fixed) {
        env.replication()
                .holds(
                        bucket,
                        closed.version(),
                        ALL_MEMBERS,
                        new Answer<>() {
                            @Override
                            public void succeeded(Boolean holds) {
                                env.lane().execute(() -> decide(holds));
                            }

                            private void decide(boolean holds) {
                                if (holds) {
                                    KvError refusal =
                                            KvError.of(
                                                    ErrorCode.CONFLICT,
                                                    "bucket \""
                                                            + bucket
                                                            + "\" holds data, which fixes its "
                                                            + String.join(", ", fixed));
                                    reopen(closed, before, refusal);
                                } else {
                                    write(
                                            BucketRegister.encode(closed),
                                            closed,
                                            after,
                                            false,
                                            BucketChange.this::done);
                                }
                            }

                            @Override
                            public void failed(KvError unsure) {
                                env.lane().execute(() -> reopen(closed, before, unsure(unsure)));
                            }

                            private KvError unsure(KvError error) {
                                return KvError.of(
                                        error.code(),
                                        "nothing was changed: every member has to say that bucket"
                                                + " \""
                                                + bucket
                                                + "\" is empty; "
                                                + error.detail());
                            }
                        });
    }

    private void reopen(BucketTable closed, BucketProperties before, KvError why) {
        Bytes content = BucketRegister.encode(closed);
        write(content, closed, before, false, opened -> answer.failed(why));
    }

    private void write(
            Bytes found,
            BucketTable table,
            BucketProperties properties,
            boolean closed,
            Consumer<BucketTable> done) {
        BucketTable next;
        try {
            next = table.with(bucket, properties, closed);
        } catch (IllegalArgumentException tooMany) {
            fail(ErrorCode.BAD_REQUEST, String.valueOf(tooMany.getMessage()));
            return;
        }
        env.registers()
                .compareAndSet(
                        BucketRegister.NAME,
                        found,
                        BucketRegister.encode(next),
                        then(written -> {
                            env.register().learn(next);
                            done.accept(next);
                        }));
    }

    private void done(BucketTable table) {
        answer.succeeded(table.over(env.initial()).of(bucket));
    }

    private Answer<Bytes> then(Consumer<Bytes> next) {
        return new Answer<>() {
            @Override
            public void succeeded(Bytes content) {
                next.accept(content);
            }

            @Override
            public void failed(KvError error) {
                if (error.code() == ErrorCode.CONFLICT && tries < MAX_TRIES) {
                    start();
                } else {
                    answer.failed(error);
                }
            }
        };
    }

    private void fail(ErrorCode code, String detail) {
        answer.failed(KvError.of(code, detail));
    }
}
