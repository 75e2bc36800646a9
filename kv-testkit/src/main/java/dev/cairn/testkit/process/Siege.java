package dev.cairn.testkit.process;

import dev.cairn.api.security.Refusals.Reason;
import dev.cairn.testkit.tls.Impostors;
import dev.cairn.testkit.tls.Impostors.Visits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * {@link Strangers} at every node, or {@link Impostors} where the nodes speak TLS, while clients go
 * on; throws {@link AssertionError} unless all were turned away, the impostors were counted, and
 * the nodes are as before.
 */
final class Siege {
    static final int VISITS = 2_000;

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration TO_FORGET = Duration.ofMinutes(2);

    /** A node tells of those it refuses at most twice a second. */
    private static final Duration BETWEEN_LINES = Duration.ofMillis(500);

    private static final int ATTEMPTS = 60;
    private static final int SPARE_LINES = 50;

    /** Logs, tables and clients' connections come and go meanwhile. */
    private static final int SPARE_DESCRIPTORS = 64;

    /** What a young node's heap and buffers may take more: it has 256 MiB of heap. */
    private static final long MOST_GROWN_BYTES = 256L << 20;

    private final ProcessStage stage;
    private final Consumer<String> tell;
    private final List<NodeProcess> nodes;

    /** Of the nodes that live; {@code tell} hears what came of it. */
    Siege(ProcessStage stage, Consumer<String> tell) {
        this.stage = stage;
        this.tell = tell;
        this.nodes = stage.living();
    }

    /** What a node had open and in use. */
    private record Before(NodeProcess node, long descriptors, long residentBytes) {}

    /** Runs from the first stranger until the nodes have forgotten the last. */
    void run(Optional<LocalAuthority> authority, long seed) throws IOException {
        List<Before> before = new ArrayList<>();
        for (NodeProcess node : nodes) {
            before.add(
                    new Before(node, node.descriptors().orElse(0), node.residentBytes().orElse(0)));
        }
        if (authority.isPresent()) {
            impostors(authority.get().impostors(nodes, seed));
        } else {
            Strangers strangers =
                    new Strangers(nodes.stream().map(NodeProcess::clients).toList(), seed);
            int refused = meanwhile(() -> strangers.come(VISITS));
            if (refused > 0) {
                throw new AssertionError(refused + " strangers could not connect");
            }
        }
        for (Before former : before) {
            awaitAsBefore(former);
        }
    }

    private <T> T meanwhile(Supplier<T> visits) {
        CompletableFuture<T> coming =
                CompletableFuture.supplyAsync(visits, task -> Thread.ofPlatform().start(task));
        stage.await(coming::isDone, LIMIT);
        return coming.join();
    }

    /** One in each disguise comes before and after the others, so that the logs tell the counts. */
    private void impostors(Impostors impostors) throws IOException {
        for (int i = 0; i == 0 || i < ATTEMPTS && !everyNodeKnowsTheGuest(); i++) {
            turnedAway(meanwhile(impostors::comeOnce));
            stage.run(BETWEEN_LINES.multipliedBy(2));
        }
        RefusalCounts before = RefusalCounts.of(nodes);
        long began = System.nanoTime();
        Visits visits = turnedAway(meanwhile(() -> impostors.come(VISITS)));
        stage.run(BETWEEN_LINES.multipliedBy(2));
        turnedAway(meanwhile(impostors::comeOnce));
        stage.run(BETWEEN_LINES);
        RefusalCounts after = RefusalCounts.of(nodes);
        Map<Reason, Long> expected = new TreeMap<>();
        visits.came()
                .forEach((disguise, count) ->
                        disguise.reason()
                                .ifPresent(
                                        reason -> expected.merge(reason, (long) count, Long::sum)));
        Map<Reason, Long> counted = new TreeMap<>();
        expected.keySet().forEach(reason -> counted.put(reason, after.since(before, reason)));
        long lines = after.lines() - before.lines();
        tell.accept("  came " + new TreeMap<>(visits.came()));
        tell.accept("  to be counted " + expected + ", counted " + counted);
        tell.accept("  in " + lines + " lines of " + nodes.size() + " logs");
        expected.forEach((reason, came) -> {
            if (counted.getOrDefault(reason, 0L) < came) {
                throw new AssertionError(
                        came + " were to be refused for " + reason + ", counted " + counted);
            }
        });
        long most = (System.nanoTime() - began) / BETWEEN_LINES.toNanos() * Reason.values().length;
        if (lines > nodes.size() * most + SPARE_LINES) {
            throw new AssertionError("strangers fill the logs: " + lines + " lines");
        }
    }

    /** Nodes look at the file of users now and then. */
    private boolean everyNodeKnowsTheGuest() throws IOException {
        for (NodeProcess node : nodes) {
            if (!RefusalCounts.of(List.of(node)).totals().containsKey(Reason.PERMISSION)) {
                return false;
            }
        }
        return true;
    }

    private static Visits turnedAway(Visits visits) {
        if (!visits.letIn().isEmpty()) {
            throw new AssertionError(visits.letIn());
        }
        return visits;
    }

    private void awaitAsBefore(Before before) throws IOException {
        NodeProcess node = before.node();
        long most = before.descriptors() + SPARE_DESCRIPTORS;
        stage.await(() -> descriptors(node) <= most, TO_FORGET);
        long grown = node.residentBytes().orElse(0) - before.residentBytes();
        tell.accept(
                String.format(
                        Locale.ROOT,
                        "  %s: %d descriptors before, %d after; %+d MiB of memory",
                        node.name(),
                        before.descriptors(),
                        descriptors(node),
                        grown >> 20));
        if (grown > MOST_GROWN_BYTES) {
            throw new AssertionError(node.name() + " has grown by " + grown + " bytes");
        }
    }

    private static long descriptors(NodeProcess node) {
        try {
            return node.descriptors().orElse(0);
        } catch (IOException gone) {
            throw new AssertionError(node.name() + " is gone", gone);
        }
    }
}
