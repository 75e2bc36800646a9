package dev.cairn.replication.cluster;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A cluster to which a script is done, and what each step shows. {@link ScenarioTest} has the
 * steps.
 */
final class Scenario {
    private static final String WIDE = "wide";
    private static final int FIRST_LEAF = 1 << 14;

    private final Map<String, Key> keys = new HashMap<>();
    private final Map<String, Context> contexts = new HashMap<>();
    private final List<Key> filled = new ArrayList<>();
    private TestCluster cluster = TestCluster.of(1);
    private Operator operator = new Operator(cluster);
    private Traffic traffic = new Traffic();
    private String bucket = Key.DEFAULT_BUCKET;
    private int tried;
    private int writes;

    /** Does one step; answers what it shows, in whole lines. */
    String perform(Step step) {
        return switch (step.verb()) {
            case "nodes" -> nodes(step);
            case "key" -> key(step);
            case "put" -> put(step);
            case "get" -> get(step);
            case "fill" -> fill(step, 0);
            case "more" -> fill(step, filled.size());
            case "held" -> held(keys.get(step.word(1)));
            case "shares" -> shares();
            case "differing" -> differing();
            case "watch" -> watch();
            case "sent" -> traffic.sent();
            case "compared" -> traffic.compared();
            case "kill" -> silently(() -> kill(step.node(1)));
            case "start" -> silently(() -> start(step.node(1)));
            case "cut" -> silently(() -> cluster.cut(step.node(1), step.node(2)));
            case "heal" -> silently(cluster::heal);
            case "run" -> silently(() -> run(step.number(1)));
            case "join" -> silently(() -> operator.join(step.node(1)), operator::finish);
            case "leave" -> silently(() -> operator.leave(step.node(1)), operator::finish);
            default -> throw new IllegalArgumentException("no such step: " + step);
        };
    }

    private static String silently(Runnable... actions) {
        for (Runnable action : actions) {
            action.run();
        }
        return "";
    }

    private String nodes(Step step) {
        int size = step.number(1);
        int founders = step.after("founders").map(Integer::parseInt).orElse(size);
        TestCluster.Settings settings = TestCluster.Settings.DEFAULT;
        cluster =
                new TestCluster(1, size, founders, founders < size ? settings.byRank() : settings);
        operator = new Operator(cluster);
        cluster.network().onSend((from, frame) -> traffic.accept(from, frame));
        step.after("zones")
                .ifPresent(odd -> {
                    String even = step.word(step.words().size() - 1);
                    cluster.place(node -> new Zone(node % 2 == 1 ? odd : even, "r1"));
                });
        step.after("copies")
                .ifPresent(copies -> {
                    bucket = WIDE;
                    cluster.set(WIDE, wide(Integer.parseInt(copies)));
                });
        return "";
    }

    private static BucketProperties wide(int copies) {
        BucketProperties usual = BucketProperties.DEFAULT;
        return new BucketProperties(
                1,
                copies,
                usual.r(),
                usual.w(),
                usual.resolver(),
                usual.mode(),
                usual.blindWrites(),
                usual.ttl(),
                usual.maxPairBytes(),
                usual.maxClockEntries());
    }

    private String key(Step step) {
        String name = step.word(1);
        Optional<NodeId> first = step.after("of").map(NodeId::new);
        Key key = new Key(bucket, Bytes.utf8(name));
        for (int i = 1;
                first.isPresent() && !cluster.owners(key).getFirst().equals(first.get());
                i++) {
            key = new Key(bucket, Bytes.utf8(name + i));
        }
        keys.put(name, key);
        return "  its owners are " + names(cluster.owners(key)) + "\n";
    }

    private static String names(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::name).collect(Collectors.joining(" "));
    }

    private static RequestOptions options(Step step) {
        return new RequestOptions(
                step.after("at").map(Consistency::parse),
                step.has("sloppy") ? Optional.of(true) : Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private String put(Step step) {
        PutRequest put =
                TestCluster.request(
                                keys.get(step.word(1)),
                                step.word(2),
                                step.after("after").map(contexts::get))
                        .with(options(step));
        Call<WriteResult> call = cluster.await(cluster.startPut(step.through(), put));
        if (!call.succeeded()) {
            return failed(call.error());
        }
        WriteResult written = call.result();
        return "  written, clock " + written.clock() + holders(written.receipt()) + "\n";
    }

    private String get(Step step) {
        GetRequest get = new GetRequest(keys.get(step.word(1)), options(step));
        Call<ReadResult> call = cluster.await(cluster.startGet(step.through(), get));
        cluster.world().time().advance(Duration.ofMillis(100));
        if (!call.succeeded()) {
            return failed(call.error());
        }
        ReadResult read = call.result();
        step.after("as").ifPresent(label -> contexts.put(label, read.context()));
        StringBuilder shown = new StringBuilder();
        for (Sibling sibling : read.siblings()) {
            shown.append("  " + sibling.value().utf8() + ", clock " + sibling.clock() + "\n");
        }
        return read.found() ? shown.toString() : "  nothing\n";
    }

    private static String failed(KvError error) {
        String doubt = error.operation().isPresent() ? ", in doubt" : "";
        return "  " + error.code() + doubt + "\n";
    }

    /** Who answered, where a fallback was among them. */
    private static String holders(Receipt receipt) {
        List<NodeId> nodes =
                receipt.answers().stream().map(Receipt.ReplicaAnswer::node).sorted().toList();
        return receipt.sloppy() ? ", sloppy: " + names(nodes) : "";
    }

    /** Writes so many values, of keys from the {@code first} on. */
    private String fill(Step step, int first) {
        int end = first + step.number(1);
        Optional<Integer> leaves = step.after("in").map(Integer::parseInt);
        addKeys(end, leaves.orElse(Slices.COUNT));
        for (Key key : filled.subList(first, end)) {
            String number = Integer.toString(++writes);
            String zeros = "0".repeat(step.number(2) - number.length());
            cluster.put(step.through(), key, zeros + number);
        }
        return "";
    }

    private void addKeys(int count, int leaves) {
        while (filled.size() < count) {
            Key key = new Key(bucket, Bytes.utf8("key" + tried++));
            int leaf = Slices.of(cluster.partitioner().token(key));
            if (leaves == Slices.COUNT || leaf >= FIRST_LEAF && leaf < FIRST_LEAF + leaves) {
                filled.add(key);
            }
        }
    }

    private String held(Key key) {
        StringBuilder shown = new StringBuilder();
        Bytes stored = StorageKey.of(cluster.partitioner().token(key), key).encoded();
        for (TestNode node : cluster.nodes()) {
            Bytes item = node.engine().pairs().getOrDefault(stored, Bytes.EMPTY);
            if (!item.isEmpty()) {
                String values =
                        ItemCodec.decode(item.segment()).versions().stream()
                                .map(Scenario::shown)
                                .collect(Collectors.joining(" and "));
                String keeper = cluster.owners(key).contains(node.id()) ? "" : ", for another";
                String dead = node.isUp() ? "" : ", dead";
                shown.append("  " + node.id() + ": " + values + keeper + dead + "\n");
            }
        }
        return shown.toString();
    }

    private static String shown(Version version) {
        return version.tombstone() ? "a delete" : version.value().utf8();
    }

    private String shares() {
        StringBuilder shown = new StringBuilder();
        for (TestNode node : cluster.nodes()) {
            Map<Bytes, Bytes> pairs = node.engine().pairs();
            long bytes = pairs.values().stream().mapToLong(Traffic::sizeOfValues).sum();
            shown.append("  " + node.id() + ": " + pairs.size() + " values, " + bytes + " bytes\n");
        }
        return shown.toString();
    }

    /** Keys that some node lacks or holds otherwise, and all that is held of them. */
    private String differing() {
        Map<Bytes, Set<Bytes>> states = new HashMap<>();
        Map<Bytes, Integer> holders = new HashMap<>();
        for (TestNode node : cluster.nodes()) {
            node.engine()
                    .pairs()
                    .forEach((key, item) -> {
                        states.computeIfAbsent(key, none -> new HashSet<>()).add(item);
                        holders.merge(key, 1, Integer::sum);
                    });
        }
        int all = cluster.nodes().size();
        states.keySet().removeIf(key -> states.get(key).size() == 1 && holders.get(key) == all);
        if (states.isEmpty()) {
            return "  nothing\n";
        }
        long leaves =
                states.keySet().stream()
                        .map(key -> StorageKey.sliceOf(key.segment()))
                        .distinct()
                        .count();
        List<Bytes> values = states.values().stream().flatMap(Set::stream).toList();
        long bytes = values.stream().mapToLong(Traffic::sizeOfValues).sum();
        String keys = "  " + states.size() + " keys in " + leaves + " leaves: ";
        return keys + values.size() + " values, " + bytes + " bytes\n";
    }

    private String watch() {
        traffic = new Traffic();
        return "";
    }

    private void kill(int node) {
        cluster.node(node).kill();
        cluster.takeForDead(node, true);
    }

    private void start(int node) {
        cluster.node(node).restart();
        cluster.takeForDead(node, false);
    }

    private void run(int seconds) {
        cluster.world().time().advance(Duration.ofSeconds(seconds));
    }
}
