package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.Sibling;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A client that watches through one node at a time, and goes on through another. */
final class TestWatcher {
    private final TestCluster cluster;
    private final WatchRequest first;
    private final List<WatchEvent> events = new ArrayList<>();
    private final Map<Key, Set<String>> known = new HashMap<>();
    private final Map<Key, Integer> toldAt = new HashMap<>();
    private Optional<WatchPosition> position = Optional.empty();
    private Optional<KvError> end = Optional.empty();
    private Session session = new Session();
    private boolean eager = true;
    private int through;
    private int process;
    private int resyncs;

    TestWatcher(TestCluster cluster, WatchRequest first) {
        this.cluster = cluster;
        this.first = first;
    }

    /** What one node tells; what an earlier one says afterwards is not heard. */
    private final class Session implements Watcher {
        private Watch watch = Watch.ENDED;

        @Override
        public void event(WatchEvent event) {
            if (session == this) {
                take(event);
                if (eager) {
                    watch.next();
                }
            }
        }

        @Override
        public void ended(KvError error) {
            if (session == this) {
                end = Optional.of(error);
            }
        }
    }

    /** Goes on from its position through this node. */
    TestWatcher open(int node) {
        through = node;
        process = cluster.node(node).starts();
        end = Optional.empty();
        session.watch.close();
        Session next = new Session();
        session = next;
        WatchRequest request = position.map(first::from).orElse(first);
        cluster.node(node)
                .onLane(replication -> {
                    next.watch = replication.keyValues().watch(request, next);
                    next.watch.next();
                });
        return this;
    }

    /** Watches, and has been told from where. */
    TestWatcher start(int node) {
        open(node);
        assertThat(cluster.world().time().runUntil(() -> !events.isEmpty(), Duration.ofSeconds(5)))
                .as("the watch begins")
                .isTrue();
        return this;
    }

    /** Asks for no more by itself. */
    void hesitate() {
        eager = false;
    }

    /** Asks for one event. */
    void takeOne() {
        session.watch.next();
    }

    /** Asks for more again. */
    void hurry() {
        eager = true;
        takeOne();
    }

    private void take(WatchEvent event) {
        events.add(event);
        position = Optional.of(event.position());
        switch (event) {
            case WatchEvent.Resync _ -> resyncs++;
            case WatchEvent.Changes changes ->
                    changes.changes().forEach(change -> learn(change.key(), change.siblings()));
        }
    }

    private void learn(Key key, List<Sibling> siblings) {
        toldAt.put(key, events.size());
        known.put(
                key,
                siblings.stream()
                        .map(sibling -> sibling.value().utf8())
                        .collect(Collectors.toSet()));
    }

    /** It has read the key itself, after it had heard so many events. */
    void read(Key key, int after, List<Sibling> siblings) {
        if (toldAt.getOrDefault(key, 0) <= after) {
            learn(key, siblings);
        }
    }

    /** What it takes for the values of the key; none for a deleted one. */
    Optional<Set<String>> known(Key key) {
        return Optional.ofNullable(known.get(key));
    }

    /** The keys it was told of, each as often as it was. */
    List<String> told() {
        return events.stream()
                .filter(WatchEvent.Changes.class::isInstance)
                .flatMap(event -> ((WatchEvent.Changes) event).changes().stream())
                .map(change -> change.key().bytes().utf8())
                .toList();
    }

    int events() {
        return events.size();
    }

    int resyncs() {
        return resyncs;
    }

    Optional<KvError> end() {
        return end;
    }

    /** Whether the process that it was opened on still runs. */
    boolean isConnected() {
        TestNode node = cluster.node(through);
        return node.isUp() && node.starts() == process;
    }
}
