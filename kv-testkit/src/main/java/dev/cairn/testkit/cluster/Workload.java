package dev.cairn.testkit.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.testkit.check.AcknowledgedWrites;
import dev.cairn.testkit.check.AcknowledgedWrites.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Clients that read, write and delete while time passes, and the history that tells afterwards
 * whether the cluster kept its word. Each client waits for its answer, thinks, and goes to any node
 * with its next request: half of the requests read, a tenth deletes, the rest writes, mostly with
 * the context of what the client has read.
 *
 * <pre>{@code
 * Workload load = Workload.start(cluster, 10, 20, Duration.ofMillis(20));
 * cluster.run(Duration.ofMinutes(1));
 * assertThat(load.finish().wrong()).isEmpty();
 * }</pre>
 */
public final class Workload {
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(30);

    private final Stage stage;
    private final Plan plan;
    private final List<Key> keys = new ArrayList<>();
    private final RandomGenerator random;
    private final AcknowledgedWrites history = new AcknowledgedWrites();
    private final Map<ErrorCode, Integer> errors = new HashMap<>();
    private int written;
    private int answered;
    private int acknowledged;
    private int underWay;
    private boolean stopped;

    /**
     * A load.
     *
     * @param prefix what its keys, of the bucket {@code default}, begin with
     * @param keys how many the clients share; few make conflicts
     * @param clients how many requests there are at once, at most
     * @param thinking mean time between a client's answer and its next request
     * @param options of every request
     */
    public record Plan(
            String prefix, int keys, int clients, Duration thinking, RequestOptions options) {}

    /** What a client has read of a key. */
    private record Seen(Context context, Set<Bytes> values) {}

    private Workload(Stage stage, Plan plan) {
        this.stage = stage;
        this.plan = plan;
        this.random = stage.random();
        for (int i = 0; i < plan.keys(); i++) {
            keys.add(new Key(Key.DEFAULT_BUCKET, Bytes.utf8(plan.prefix() + i)));
        }
    }

    /**
     * Starts clients of a simulated cluster, who ask any node, at the levels of the bucket {@code
     * default}.
     *
     * @param keys how many keys they share; few make conflicts
     * @param clients how many requests there are at once, at most
     * @param thinking mean time between a client's answer and its next request
     */
    public static Workload start(
            SimulatedCluster cluster, int keys, int clients, Duration thinking) {
        return start(
                new SimulatedStage(cluster),
                new Plan("key-", keys, clients, thinking, RequestOptions.DEFAULT));
    }

    /** Starts the clients. */
    public static Workload start(Stage stage, Plan plan) {
        Workload load = new Workload(stage, plan);
        for (int i = 0; i < plan.clients(); i++) {
            load.think(load.new Client());
        }
        return load;
    }

    /** The keys it uses. */
    public List<Key> keys() {
        return List.copyOf(keys);
    }

    /** Requests answered so far, errors included. */
    public int answered() {
        return answered;
    }

    /** Writes and deletes acknowledged so far. */
    public int acknowledged() {
        return acknowledged;
    }

    /** How often requests failed, by what the cluster said. */
    public Map<ErrorCode, Integer> errors() {
        return Map.copyOf(errors);
    }

    /** Sends nothing more, waits for the answers that are owed, and reads everything back. */
    public Verdict finish() {
        stopped = true;
        stage.await(() -> underWay == 0, LONGEST_REQUEST);
        return verdict(stage);
    }

    /** Reads everything back once more, by another stage of the same cluster perhaps. */
    public Verdict verdict(Stage where) {
        return Verdict.of(where, history, keys);
    }

    private void think(Client client) {
        long nanos = (long) (plan.thinking().toNanos() * random.nextExponential());
        stage.after(Duration.ofNanos(nanos), client::act);
    }

    /** One client. */
    private final class Client {
        private final Map<Key, Seen> seen = new HashMap<>();

        private void act() {
            if (stopped) {
                return;
            }
            underWay++;
            List<KeyValueService> nodes = stage.nodes();
            Key key = keys.get(random.nextInt(keys.size()));
            KeyValueService node = nodes.get(random.nextInt(nodes.size()));
            Optional<Seen> known = Optional.ofNullable(seen.get(key));
            int choice = random.nextInt(20);
            if (choice < 10 || known.isEmpty() && choice < 19) {
                read(node, key);
            } else if (choice < 12) {
                delete(node, key, known.orElseThrow());
            } else if (choice < 19) {
                write(node, key, known);
            } else {
                write(node, key, Optional.empty());
            }
        }

        private void read(KeyValueService node, Key key) {
            Call<ReadResult> call = new Call<>();
            node.get(new GetRequest(key, plan.options()), call);
            call.whenDone(() -> {
                if (call.succeeded()) {
                    Set<Bytes> values = new HashSet<>();
                    call.result().siblings().forEach(sibling -> values.add(sibling.value()));
                    seen.put(key, new Seen(call.result().context(), values));
                }
                end(call.error());
            });
        }

        private void write(KeyValueService node, Key key, Optional<Seen> known) {
            Bytes value = Bytes.utf8("value " + ++written);
            Attempt attempt =
                    known.map(Seen::values)
                            .map(values -> history.write(key, value, values))
                            .orElseGet(() -> history.blindWrite(key, value));
            PutRequest put = PutRequest.of(key, value).with(plan.options());
            Call<WriteResult> call = new Call<>();
            node.put(known.map(Seen::context).map(put::after).orElse(put), call);
            expect(attempt, call);
        }

        private void delete(KeyValueService node, Key key, Seen known) {
            Attempt attempt = history.delete(key, known.values());
            Call<WriteResult> call = new Call<>();
            node.delete(DeleteRequest.of(key).after(known.context()).with(plan.options()), call);
            expect(attempt, call);
        }

        /** Whatever failed may have taken effect all the same. */
        private void expect(Attempt attempt, Call<WriteResult> call) {
            call.whenDone(() -> {
                if (call.succeeded()) {
                    attempt.acknowledged();
                    acknowledged++;
                }
                end(call.error());
            });
        }

        private void end(Optional<KvError> error) {
            error.ifPresent(why -> errors.merge(why.code(), 1, Integer::sum));
            answered++;
            underWay--;
            think(this);
        }
    }
}
