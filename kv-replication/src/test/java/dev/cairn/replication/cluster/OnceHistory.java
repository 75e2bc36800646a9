package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Context;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.OperationResult.Status;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.env.Clock;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What random clients counted and put into sets, each operation tried up to four times through any
 * nodes, one try after another or at once. Each can be told in the end: every add to a counter is
 * another power of four, and every element is added by one operation and perhaps removed by
 * somebody who has seen it. Knows answers and final values, nothing else.
 */
final class OnceHistory implements RandomRun.History {
    private static final int MAX_ADDS = 31;
    private static final int COUNTERS = 4;

    private final TestCluster cluster;
    private final RandomGenerator random;
    private final boolean sloppy;
    private final Clock clock;
    private final List<NumberingClient> clients =
            List.of(new NumberingClient(11), new NumberingClient(-12));
    private final List<List<TriedOperation>> counters = new ArrayList<>();
    private final List<Element> elements = new ArrayList<>();
    private final List<TriedOperation> all = new ArrayList<>();
    private final List<Seen> reads = new ArrayList<>();
    private final Map<Key, String> found = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int reader = 1;

    private record Element(String name, TriedOperation add, List<TriedOperation> removes) {}

    private record Seen(Key key, Call<ReadResult> call) {}

    /** Clients that ask now and then for fallbacks to stand in, or never. */
    OnceHistory(TestCluster cluster, RandomGenerator random, boolean sloppy) {
        this.cluster = cluster;
        this.random = random;
        this.sloppy = sloppy;
        this.clock = cluster.world().lanes(1, Duration.ZERO).getFirst().clock();
        cluster.set("counters", DataTypesTest.bucket("counter"));
        cluster.set("sets", DataTypesTest.bucket("or-set"));
        for (int i = 0; i < COUNTERS; i++) {
            counters.add(new ArrayList<>());
        }
    }

    private static Key counter(int number) {
        return new Key("counters", Bytes.utf8("c" + number));
    }

    private Key set() {
        return new Key("sets", Bytes.utf8("s" + random.nextInt(2)));
    }

    @Override
    public void write(int through) {
        int choice = random.nextInt(10);
        if (choice < 4 && !all.isEmpty()) {
            tryAgain(all.get(random.nextInt(all.size())), through);
        } else if (choice < 8) {
            int number = random.nextInt(COUNTERS);
            List<TriedOperation> adds = counters.get(number);
            if (adds.size() < MAX_ADDS) {
                String add = "{\"add\":" + (1L << 2 * adds.size()) + "}";
                adds.add(begin(through, counter(number), add, Optional.empty()));
            }
        } else {
            String name = "e" + elements.size();
            String add = "{\"add\":[\"" + name + "\"]}";
            TriedOperation operation = begin(through, set(), add, Optional.empty());
            elements.add(new Element(name, operation, new ArrayList<>()));
        }
    }

    private void tryAgain(TriedOperation operation, int through) {
        if (operation.mayBeTried()) {
            operation.startTry(cluster, through, options());
        }
    }

    /** Begins an operation; now and then its first two tries are under way at once. */
    private TriedOperation begin(int through, Key key, String text, Optional<Context> context) {
        NumberingClient client = clients.get(random.nextInt(clients.size()));
        boolean numbers = random.nextInt(10) < 5;
        Optional<OperationId> id =
                numbers ? Optional.of(client.next(clock.millis())) : otherId(all.size());
        TriedOperation operation = new TriedOperation(key, text, context, id);
        if (numbers) {
            client.begin(operation);
        }
        all.add(operation);
        operation.startTry(cluster, through, options());
        if (random.nextInt(5) == 0) {
            tryAgain(operation, 1 + random.nextInt(cluster.nodes().size()));
        }
        return operation;
    }

    /** One that tells its time, one that tells nothing, or none: then the store makes one. */
    private Optional<OperationId> otherId(int number) {
        return switch (random.nextInt(3)) {
            case 0 -> Optional.of(timeOrdered(clock.millis(), number));
            case 1 -> Optional.of(new OperationId("op-" + number));
            default -> Optional.empty();
        };
    }

    static OperationId timeOrdered(long millis, long number) {
        long low = 0x8000_0000_0000_0000L | number;
        return new OperationId(new UUID(millis << 16 | 0x7000, low).toString());
    }

    private RequestOptions options() {
        Optional<Duration> timeout =
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(Duration.ofMillis(2 + random.nextInt(30)));
        return new RequestOptions(
                Optional.empty(),
                Optional.of(sloppy && random.nextInt(3) == 0),
                Optional.empty(),
                timeout);
    }

    @Override
    public void read(int through) {
        Key key = set();
        reads.add(new Seen(key, cluster.startGet(through, GetRequest.of(key))));
        remove(through);
    }

    /** Removes an element that the newest answer shows. */
    private void remove(int through) {
        List<Seen> answered = reads.stream().filter(read -> read.call().succeeded()).toList();
        if (answered.isEmpty()) {
            return;
        }
        Seen last = answered.getLast();
        String shown = shown(last.call().result());
        for (Element element : elements) {
            boolean seen =
                    element.add().key().equals(last.key())
                            && shown.contains('"' + element.name() + '"');
            if (seen && random.nextInt(4) == 0) {
                String remove = "{\"remove\":[\"" + element.name() + "\"]}";
                Context context = last.call().result().context();
                element.removes().add(begin(through, last.key(), remove, Optional.of(context)));
                return;
            }
        }
    }

    private static String shown(ReadResult read) {
        return String.join("", TestCluster.values(read));
    }

    @Override
    public void learn() {
        clients.forEach(client -> client.learn(random.nextBoolean()));
    }

    @Override
    public void readAll(int through) {
        reader = through;
        for (TriedOperation operation : all) {
            tryAgain(operation, 1 + random.nextInt(cluster.nodes().size()));
        }
        cluster.settle();
        check();
        settleDoubts();
        check();
    }

    /** Asks for whatever nobody has acknowledged; from then on it is done or not. */
    private void settleDoubts() {
        for (TriedOperation operation : List.copyOf(all)) {
            if (operation.isAcknowledged() || operation.id().isEmpty()) {
                continue;
            }
            OperationRequest request =
                    OperationRequest.of(operation.id().get()).at(operation.key());
            int through = 1 + random.nextInt(cluster.nodes().size());
            Call<OperationResult> call = cluster.await(cluster.startResolve(through, request));
            if (call.succeeded()) {
                settled(operation, call.result().status());
            }
        }
    }

    private void settled(TriedOperation operation, Status status) {
        found.clear();
        int count = count(operation);
        if (count >= 0 && status != Status.UNKNOWN && count != (status == Status.APPLIED ? 1 : 0)) {
            wrong.add(operation + " is " + status + " and counts " + count + " times");
        }
    }

    /** How often an add counts; negative for what cannot be told. */
    private int count(TriedOperation operation) {
        for (int number = 0; number < COUNTERS; number++) {
            int index = counters.get(number).indexOf(operation);
            if (index >= 0) {
                BigInteger total = new BigInteger('0' + all(counter(number)));
                return total.shiftRight(2 * index).intValue() & 3;
            }
        }
        return elements.stream()
                .filter(element -> element.add() == operation && element.removes().isEmpty())
                .mapToInt(element -> count(element))
                .findFirst()
                .orElse(-1);
    }

    private int count(Element element) {
        return all(element.add().key()).contains('"' + element.name() + '"') ? 1 : 0;
    }

    private void check() {
        found.clear();
        for (List<TriedOperation> adds : counters) {
            adds.forEach(add -> check(add, count(add)));
        }
        for (Element element : elements) {
            int count = count(element);
            boolean removed = element.removes().stream().anyMatch(TriedOperation::isAcknowledged);
            if (removed && count > 0) {
                wrong.add(element + " is there, though its remove was acknowledged");
            }
            if (element.removes().isEmpty()) {
                check(element.add(), count);
            }
        }
    }

    private String all(Key key) {
        GetRequest all = new GetRequest(key, RequestOptions.DEFAULT.with(Level.ALL));
        return found.computeIfAbsent(
                key, none -> shown(cluster.await(cluster.startGet(reader, all)).result()));
    }

    private void check(TriedOperation operation, int count) {
        boolean missing = count == 0 && operation.isAcknowledged();
        boolean refused = count > 0 && operation.isRefused();
        if (count > 1 || missing || refused) {
            wrong.add(operation + " counts " + count + " times");
        }
    }

    long acknowledged() {
        return all.stream().filter(TriedOperation::isAcknowledged).count();
    }

    /** How many were tried more than once. */
    long retried() {
        return all.stream().filter(operation -> operation.tries() > 1).count();
    }

    List<String> wrong() {
        return wrong;
    }
}
