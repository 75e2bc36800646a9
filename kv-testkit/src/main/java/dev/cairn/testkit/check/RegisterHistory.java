package dev.cairn.testkit.check;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.testkit.check.CasRegister.Input;
import dev.cairn.testkit.check.CasRegister.Output;
import dev.cairn.testkit.check.Linearizability.Violated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Random requests to a few keys of a linearizable bucket, and what came of them: gets, puts,
 * deletes, and both of the latter under conditions. Afterwards it tells which keys did not behave
 * as registers. A failure that does not say that nothing was written leaves its operation in doubt.
 *
 * <pre>{@code
 * RegisterHistory history = new RegisterHistory("registers", 4, random);
 * history.ask("n1", node1.keyValues());                    // many times
 * assertThat(history.violations()).isEmpty();
 * }</pre>
 *
 * <p>Every value is written once, so the ETag that came with a value stands for it. For one thread.
 */
public final class RegisterHistory {
    private final RandomGenerator random;
    private final List<Register> registers = new ArrayList<>();
    private final Map<ErrorCode, Integer> errors = new EnumMap<>(ErrorCode.class);
    private int written;
    private int underWay;
    private Optional<Duration> longest = Optional.empty();

    /** Of the keys {@code r0}, {@code r1} and so on of {@code bucket}. */
    public RegisterHistory(String bucket, int keys, RandomGenerator random) {
        this.random = random;
        for (int i = 0; i < keys; i++) {
            registers.add(new Register(new Key(bucket, Bytes.utf8("r" + i))));
        }
    }

    /**
     * From now on some values expire, after so long at most: that is a write of nobody's, at any
     * moment after the put or never.
     */
    public RegisterHistory expiring(Duration most) {
        longest = Optional.of(most);
        return this;
    }

    /** Sends one request to {@code service}. */
    public void ask(String client, KeyValueService service) {
        registers.get(random.nextInt(registers.size())).ask(client, service);
    }

    /** Reads every key. */
    public void readAll(String client, KeyValueService service) {
        registers.forEach(register -> register.read(client, service));
    }

    /** Deletes every key. */
    public void deleteAll(String client, KeyValueService service) {
        registers.forEach(register -> register.delete(client, service, Optional.empty()));
    }

    /** How many requests were answered, refusals not counted. */
    public int answered() {
        return registers.stream().mapToInt(register -> register.history.answered()).sum();
    }

    /** How many wait for their answers; the answers of a service that died never come. */
    public int underWay() {
        return underWay;
    }

    /** How often requests failed, by what the service said. */
    public Map<ErrorCode, Integer> errors() {
        return Map.copyOf(errors);
    }

    /**
     * The keys whose operations no order explains, and why. One whose search was given up, since
     * too many of its operations are in doubt, is not among them.
     */
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        for (Register register : registers) {
            Linearizability.Verdict verdict =
                    Linearizability.check(
                            new CasRegister<Optional<String>>(Optional.empty()), register.history);
            if (verdict instanceof Violated(String explanation)) {
                violations.add(register.key + ": " + explanation);
            }
        }
        return violations;
    }

    /** One key. */
    private final class Register {
        private final Key key;
        private final History<Input<Optional<String>>, Output<Optional<String>>> history =
                new History<>();
        private final Map<ETag, String> values = new HashMap<>();
        private Optional<ETag> seen = Optional.empty();

        Register(Key key) {
            this.key = key;
        }

        void ask(String client, KeyValueService service) {
            int choice = random.nextInt(100);
            if (choice < 40) {
                read(client, service);
            } else if (choice < 55) {
                put(client, service, Optional.empty());
            } else if (choice < 62) {
                delete(client, service, Optional.empty());
            } else if (choice < 72 || seen.isEmpty()) {
                put(client, service, Optional.of(new Condition.Absent()));
            } else if (choice < 95) {
                put(client, service, seen.map(Condition.Matches::new));
            } else {
                delete(client, service, seen.map(Condition.Matches::new));
            }
        }

        void read(String client, KeyValueService service) {
            var operation = history.invoked(client, new CasRegister.Read<>());
            Answer<ReadResult> answer =
                    answer(
                            read -> {
                                Optional<String> value =
                                        read.siblings().stream()
                                                .findFirst()
                                                .map(sibling -> sibling.value().utf8());
                                operation.returned(new CasRegister.Value<>(value));
                                learn(read.etag(), value);
                            },
                            error -> operation.failed());
            service.get(GetRequest.of(key), answer);
        }

        private void learn(Optional<ETag> etag, Optional<String> value) {
            seen = etag;
            etag.ifPresent(tag -> {
                String known = values.putIfAbsent(tag, value.orElseThrow());
                if (known != null && !known.equals(value.orElseThrow())) {
                    throw new AssertionError(tag + " names both " + known + " and " + value);
                }
            });
        }

        private void put(String client, KeyValueService service, Optional<Condition> condition) {
            String value = "v" + ++written;
            PutRequest plain = plainPut(client, value);
            var operation = history.invoked(client, input(condition, Optional.of(value)));
            Answer<WriteResult> answer =
                    answer(
                            result -> {
                                operation.returned(new CasRegister.Done<>(true));
                                learn(result.etag(), Optional.of(value));
                            },
                            error -> failed(error, operation));
            service.put(condition.map(plain::when).orElse(plain), answer);
        }

        private PutRequest plainPut(String client, String value) {
            if (longest.isEmpty() || random.nextInt(4) > 0) {
                return PutRequest.of(key, Bytes.utf8(value));
            }
            history.invoked(
                    client + "'s clock",
                    new CasRegister.CompareAndSet<>(Optional.of(value), Optional.empty()));
            return new PutRequest(
                    key,
                    Bytes.utf8(value),
                    Optional.empty(),
                    Optional.of(Duration.ofMillis(1 + random.nextLong(longest.get().toMillis()))),
                    Optional.empty(),
                    RequestOptions.DEFAULT);
        }

        private void delete(String client, KeyValueService service, Optional<Condition> condition) {
            DeleteRequest plain = DeleteRequest.of(key);
            var operation = history.invoked(client, input(condition, Optional.empty()));
            Answer<WriteResult> answer =
                    answer(
                            result -> operation.returned(new CasRegister.Done<>(true)),
                            error -> failed(error, operation));
            service.delete(condition.map(plain::when).orElse(plain), answer);
        }

        private Input<Optional<String>> input(
                Optional<Condition> condition, Optional<String> next) {
            if (condition.isEmpty()) {
                return new CasRegister.Write<>(next);
            }
            Optional<String> expected =
                    condition.get() instanceof Condition.Matches(ETag etag)
                            ? Optional.ofNullable(values.get(etag))
                            : Optional.empty();
            return new CasRegister.CompareAndSet<>(expected, next);
        }

        private void failed(
                KvError error,
                History<Input<Optional<String>>, Output<Optional<String>>>.Operation operation) {
            if (error.code() == ErrorCode.CONFLICT) {
                operation.returned(new CasRegister.Done<>(false));
            } else if (error.detail().startsWith("nothing was written")) {
                operation.failed();
            }
        }
    }

    private <T> Answer<T> answer(Consumer<T> result, Consumer<KvError> failure) {
        underWay++;
        return new Answer<>() {
            @Override
            public void succeeded(T value) {
                underWay--;
                result.accept(value);
            }

            @Override
            public void failed(KvError error) {
                underWay--;
                errors.merge(error.code(), 1, Integer::sum);
                failure.accept(error);
            }
        };
    }
}
