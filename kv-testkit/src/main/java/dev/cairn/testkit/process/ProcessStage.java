package dev.cairn.testkit.process;

import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.testkit.cluster.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A cluster of real processes to play on. Its clients ask the nodes whose doors are open: those
 * that live.
 */
final class ProcessStage implements Stage {
    private final RealTime time = new RealTime();
    private final RandomGenerator random;
    private final Journal journal;
    private final Map<NodeProcess, Door> doors = new LinkedHashMap<>();
    private final List<KeyValueService> others;

    /**
     * All nodes of the cluster, with open doors.
     *
     * @param seed decides what the clients ask, though not when it is answered
     * @param tell hears what becomes of their requests, a line at a time
     * @param others are asked too, and find living nodes by themselves
     */
    ProcessStage(
            ProcessCluster cluster,
            long seed,
            Consumer<String> tell,
            List<? extends KeyValueService> others) {
        this.random = new Random(seed);
        this.journal = new Journal(tell);
        this.others =
                others.stream()
                        .<KeyValueService>map(other -> new OpenDoor(other, time::soon, journal))
                        .toList();
        cluster.nodes().forEach(this::open);
    }

    Journal journal() {
        return journal;
    }

    /** From now on clients ask this node too. */
    void open(NodeProcess node) {
        doors.computeIfAbsent(
                        node,
                        same ->
                                new Door(
                                        new NodePort(node.clients(), node.tls(), time::soon),
                                        journal))
                .open();
    }

    /** Clients ask this node no longer, and whatever it still owes them does not count. */
    void shut(NodeProcess node) {
        Optional.ofNullable(doors.get(node)).ifPresent(Door::shut);
    }

    /** The nodes whose doors are open. */
    List<NodeProcess> living() {
        return doors.entrySet().stream()
                .filter(entry -> entry.getValue().isOpen())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public List<KeyValueService> nodes() {
        return Stream.<KeyValueService>concat(
                        doors.values().stream().filter(Door::isOpen), others.stream())
                .toList();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public void after(Duration delay, Runnable action) {
        time.after(delay, action);
    }

    @Override
    public void run(Duration span) {
        time.runUntil(() -> false, span);
    }

    @Override
    public void await(BooleanSupplier condition, Duration limit) {
        if (!time.runUntil(condition, limit)) {
            throw new AssertionError("what was awaited did not come within " + limit);
        }
    }

    @Override
    public Set<Object> states(Key key) {
        try {
            return Set.copyOf(living().getFirst().admin().states(key));
        } catch (IOException unreachable) {
            throw new AssertionError("nobody tells what is held of " + key, unreachable);
        }
    }
}
