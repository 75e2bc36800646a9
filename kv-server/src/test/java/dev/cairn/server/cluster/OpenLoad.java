package dev.cairn.server.cluster;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Clients that do not wait for each other: a read and a write in turn, so many a second whatever
 * becomes of them, through some nodes in turn; and how long, in virtual time, the answers took.
 */
final class OpenLoad {
    private static final int KEYS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SimulatedCluster cluster;
    private final List<String> nodes;
    private final RequestOptions options;
    private int sent;

    /** Requests through these nodes. */
    OpenLoad(SimulatedCluster cluster, RequestOptions options, List<String> nodes) {
        this.cluster = cluster;
        this.options = options;
        this.nodes = nodes;
    }

    /** What became of the requests of one span. */
    static final class Answers {
        private final List<Long> reads = new ArrayList<>();
        private final List<Long> writes = new ArrayList<>();
        private final List<Long> refused = new ArrayList<>();
        private final Map<ErrorCode, Integer> errors = new TreeMap<>();
        private int waiting;

        int succeeded() {
            return reads.size() + writes.size();
        }

        int written() {
            return writes.size();
        }

        Map<ErrorCode, Integer> errors() {
            return errors;
        }

        long readMicros(double quantile) {
            return micros(reads, quantile);
        }

        long writeMicros(double quantile) {
            return micros(writes, quantile);
        }

        /** Of those that failed. */
        long refusalMicros(double quantile) {
            return micros(refused, quantile);
        }

        private static long micros(List<Long> nanos, double quantile) {
            List<Long> sorted = nanos.stream().sorted().toList();
            int index = (int) Math.min(sorted.size() - 1L, (long) (sorted.size() * quantile));
            return sorted.isEmpty() ? 0 : sorted.get(index) / 1000;
        }

        @Override
        public String toString() {
            return "%d reads p50 %d p99 %d µs, %d writes p50 %d p99 %d µs, failed %s"
                    .formatted(
                            reads.size(),
                            readMicros(0.5),
                            readMicros(0.99),
                            writes.size(),
                            writeMicros(0.5),
                            writeMicros(0.99),
                            errors);
        }
    }

    /** Sends for so long, and waits for the answers. */
    Answers run(int perSecond, Duration span) {
        Answers answers = new Answers();
        send(perSecond, span, answers);
        await(answers);
        return answers;
    }

    /** Sends for so long. */
    void send(int perSecond, Duration span, Answers answers) {
        Duration pause = Duration.ofNanos(1_000_000_000L / perSecond);
        for (long i = span.dividedBy(pause); i > 0; i--) {
            send(answers);
            cluster.run(pause);
        }
    }

    /** Waits until all that was sent is answered. */
    void await(Answers answers) {
        cluster.await(() -> answers.waiting == 0, PATIENCE);
    }

    private void send(Answers answers) {
        int number = sent++;
        int pair = number / 2;
        Key key = new Key("default", Bytes.utf8("k" + pair % KEYS));
        var service = cluster.node(nodes.get(pair % nodes.size())).keyValues();
        answers.waiting++;
        if (number % 2 == 0) {
            service.get(new GetRequest(key, options), new Timed<>(answers, answers.reads));
            return;
        }
        PutRequest put =
                new PutRequest(
                        key,
                        Bytes.utf8("v" + number),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new OperationId("op-" + number)),
                        options);
        service.put(put, new Timed<>(answers, answers.writes));
    }

    private final class Timed<T> implements Answer<T> {
        private final long sentAt = cluster.world().time().nanos();
        private final Answers answers;
        private final List<Long> taken;

        Timed(Answers answers, List<Long> taken) {
            this.answers = answers;
            this.taken = taken;
        }

        @Override
        public void succeeded(T result) {
            end(taken);
        }

        @Override
        public void failed(KvError error) {
            answers.errors.merge(error.code(), 1, Integer::sum);
            end(answers.refused);
        }

        private void end(List<Long> times) {
            answers.waiting--;
            times.add(cluster.world().time().nanos() - sentAt);
        }
    }
}
