package dev.cairn.testkit.contract;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
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
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * One key's life at a few replicas, at random: writes through any of them with what some reader has
 * seen, deletes, writes that expire, and items sent from one to another. What the replicas hold are
 * items as a cluster really makes them.
 */
final class RandomHistory {
    private static final long START_MILLIS = 1_767_225_600_000L;

    private final RandomGenerator random;
    private final UnaryOperator<Item> collapse;
    private final List<Item> replicas = new ArrayList<>();
    private final List<CausalContext> tokens = new ArrayList<>(List.of(CausalContext.EMPTY));
    private final List<Version> written = new ArrayList<>();

    /** {@code collapse} is what a replica does with an item that it has joined. */
    RandomHistory(RandomGenerator random, int replicaCount, UnaryOperator<Item> collapse) {
        this.random = random;
        this.collapse = collapse;
        for (int i = 0; i < replicaCount; i++) {
            replicas.add(Item.EMPTY);
        }
    }

    List<Item> run(int steps, UnaryOperator<Bytes> valueOf) {
        for (int i = 0; i < steps; i++) {
            int replica = random.nextInt(replicas.size());
            if (random.nextInt(3) == 0) {
                Item sent = replicas.get(random.nextInt(replicas.size()));
                replicas.set(replica, collapse.apply(replicas.get(replica).join(sent)));
            } else {
                write(replica, valueOf);
            }
            tokens.add(replicas.get(random.nextInt(replicas.size())).seen());
        }
        return List.copyOf(replicas);
    }

    private void write(int replica, UnaryOperator<Bytes> valueOf) {
        Item item = replicas.get(replica);
        ActorId actor = new ActorId(new NodeId("n" + (replica + 1)), 0xa0L + replica, 1);
        Dot dot = new Dot(actor, item.seen().max(actor) + 1);
        CausalContext past = tokens.get(random.nextInt(tokens.size()));
        boolean tombstone = random.nextInt(5) == 0;
        HybridTimestamp timestamp = timestampAfter(past);
        OptionalLong expires =
                !tombstone && random.nextInt(5) == 0
                        ? OptionalLong.of(timestamp.millis() + 1 + random.nextInt(10_000))
                        : OptionalLong.empty();
        Bytes value =
                tombstone ? Bytes.EMPTY : valueOf.apply(Bytes.utf8("value " + written.size()));
        Version version =
                new Version(dot, past, timestamp, 0, value, tombstone, expires, Optional.empty());
        replicas.set(replica, collapse.apply(item.with(version)));
        written.add(version);
        tokens.add(version.context());
    }

    /** At random, but later than everything the writer has seen, as hybrid logical time is. */
    private HybridTimestamp timestampAfter(CausalContext past) {
        HybridTimestamp timestamp = HybridTimestamp.ofMillis(START_MILLIS + random.nextInt(10_000));
        for (Version version : written) {
            if (past.contains(version.dot()) && version.timestamp().compareTo(timestamp) >= 0) {
                timestamp = version.timestamp().next();
            }
        }
        return timestamp;
    }
}
