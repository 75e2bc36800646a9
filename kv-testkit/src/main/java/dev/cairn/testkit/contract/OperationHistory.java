package dev.cairn.testkit.contract;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A random history of operations on one key at a few replicas, each of which coordinates some, and
 * sends what it holds to others.
 */
public final class OperationHistory {
    private static final long START_MILLIS = 1_767_225_600_000L;

    private final RandomGenerator random;
    private final ReplicatedDataType type;
    private final boolean deletes;
    private final Function<RandomGenerator, Bytes> operations;
    private final List<Item> replicas = new ArrayList<>();
    private final List<CausalContext> tokens = new ArrayList<>(List.of(CausalContext.EMPTY));
    private final List<Operation> done = new ArrayList<>();

    /**
     * One operation.
     *
     * @param dot its dot
     * @param observed what its writer had seen
     * @param held what its coordinator had seen
     * @param text what was put; empty for a delete
     */
    public record Operation(
            Dot dot, CausalContext observed, CausalContext held, Optional<Bytes> text) {}

    OperationHistory(
            RandomGenerator random,
            int replicaCount,
            ReplicatedDataType type,
            boolean deletes,
            Function<RandomGenerator, Bytes> operations) {
        this.random = random;
        this.type = type;
        this.deletes = deletes;
        this.operations = operations;
        for (int i = 0; i < replicaCount; i++) {
            replicas.add(Item.EMPTY);
        }
    }

    static ActorId actor(int replica) {
        return new ActorId(new NodeId("n" + (replica + 1)), 0xa0L + replica, 1);
    }

    List<Item> replicas() {
        return List.copyOf(replicas);
    }

    /** The operations whose dots an item has seen. */
    List<Operation> seenBy(Item item) {
        return done.stream().filter(operation -> item.seen().contains(operation.dot())).toList();
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            int replica = random.nextInt(replicas.size());
            if (random.nextInt(3) == 0) {
                Item sent = replicas.get(random.nextInt(replicas.size()));
                replicas.set(replica, type.collapse(replicas.get(replica).join(sent)));
            } else {
                operate(replica);
            }
            tokens.add(replicas.get(random.nextInt(replicas.size())).seen());
        }
    }

    private void operate(int replica) {
        Item held = replicas.get(replica);
        ActorId actor = actor(replica);
        Dot dot = new Dot(actor, held.seen().max(actor) + 1);
        CausalContext token = tokens.get(random.nextInt(tokens.size()));
        CausalContext observed = random.nextBoolean() || token.contains(dot) ? held.seen() : token;
        Optional<Bytes> text =
                deletes && random.nextInt(8) == 0
                        ? Optional.empty()
                        : Optional.of(operations.apply(random));
        ReplicatedDataType.Update update = type.apply(held, dot, observed, text);
        long millis = START_MILLIS + done.size();
        Version version =
                new Version(
                        dot,
                        update.past(),
                        HybridTimestamp.ofMillis(millis),
                        0,
                        update.value().orElse(Bytes.EMPTY),
                        update.value().isEmpty(),
                        OptionalLong.empty(),
                        Optional.empty());
        replicas.set(replica, type.collapse(held.with(version)));
        done.add(new Operation(dot, observed, held.seen(), text));
    }
}
