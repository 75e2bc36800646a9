package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A watcher on a cluster of random faults. It goes on through another node when its own is gone or
 * tells nothing, is at times in no hurry, and reads all keys anew when it is told to. In the end it
 * must know of every key what a reader finds.
 */
final class WatchRun {
    private static final int NODES = 4;

    private final TestCluster cluster;
    private final RandomGenerator random;
    private final TestWatcher watcher;
    private final List<Key> keys = new ArrayList<>();
    private final List<Rereading> rereading = new ArrayList<>();
    private int written;
    private int resyncs;

    /** A key that is read because something may have been missed. */
    private record Rereading(Key key, int after, int process, Call<ReadResult> call) {}

    WatchRun(long seed) {
        TestCluster.Settings settings =
                TestCluster.Settings.DEFAULT.with(
                        Deletes.config(8192, Duration.ofMinutes(1)).withWatchKeys(64));
        this.cluster = new TestCluster(seed, NODES, settings);
        this.random = cluster.world().random("watch");
        for (int i = 0; i < 12; i++) {
            keys.add(new Key("default", Bytes.utf8("k" + i)));
        }
        this.watcher = new TestWatcher(cluster, WatchRequest.of("default")).start(anyNode());
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            cluster.world().time().advance(Duration.ofNanos(random.nextInt(60_000_000)));
            follow();
        }
        cluster.heal();
        cluster.nodes().stream().filter(node -> !node.isUp()).forEach(TestNode::restartAtOnce);
        watcher.hurry();
        for (int i = 0; i < 24; i++) {
            cluster.world().time().advance(Duration.ofMillis(500));
            follow();
        }
        for (Key key : keys) {
            Set<String> found = Set.copyOf(TestCluster.values(cluster.get(1, key)));
            assertThat(watcher.known(key).orElse(Set.of())).as("of %s", key).isEqualTo(found);
        }
    }

    private void step() {
        int choice = random.nextInt(100);
        TestNode node = cluster.node(anyNode());
        if (choice < 60) {
            write();
        } else if (choice < 72) {
            crashOrRestart(node);
        } else if (choice < 78) {
            cluster.cut(anyNode(), anyNode());
        } else if (choice < 82) {
            cluster.deafen(anyNode(), anyNode());
        } else if (choice < 90) {
            cluster.heal();
        } else if (choice < 94) {
            watcher.open(anyNode());
        } else if (choice < 97) {
            watcher.hesitate();
        } else {
            watcher.hurry();
        }
    }

    private void write() {
        Key key = keys.get(random.nextInt(keys.size()));
        if (random.nextInt(6) == 0) {
            cluster.startDelete(anyNode(), DeleteRequest.of(key));
        } else {
            cluster.startPut(
                    anyNode(), TestCluster.request(key, "v" + written++, Optional.empty()));
        }
    }

    private void crashOrRestart(TestNode node) {
        if (!node.isUp()) {
            node.restartAtOnce();
        } else if (random.nextInt(3) == 0) {
            node.losePower();
        } else {
            node.kill();
        }
    }

    /** What a client of a watch does. */
    private void follow() {
        if (!watcher.isConnected() || watcher.end().isPresent()) {
            watcher.open(anyNode());
        }
        if (watcher.resyncs() > resyncs) {
            resyncs = watcher.resyncs();
            rereading.clear();
            keys.forEach(this::reread);
        }
        for (Rereading one : List.copyOf(rereading)) {
            if (one.call().isDone() && one.call().succeeded()) {
                rereading.remove(one);
                watcher.read(one.key(), one.after(), one.call().result().siblings());
            } else if (one.call().isDone() || one.process() < cluster.node(1).starts()) {
                rereading.remove(one);
                reread(one.key());
            }
        }
    }

    /**
     * All owners are asked: a write that failed may be with one of them alone, and come to light.
     */
    private void reread(Key key) {
        GetRequest request = new GetRequest(key, RequestOptions.DEFAULT.with(Level.ALL));
        int process = cluster.node(1).isUp() ? cluster.node(1).starts() : 0;
        rereading.add(new Rereading(key, watcher.events(), process, cluster.startGet(1, request)));
    }

    private int anyNode() {
        return 1 + random.nextInt(NODES);
    }
}
