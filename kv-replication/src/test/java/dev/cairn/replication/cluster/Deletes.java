package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.replication.ReplicationConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A cluster whose rounds of deletes come every second, and what is asked of it. */
final class Deletes {
    /** A pass of anti-entropy, and then as many rounds as a tombstone outlives, twice over. */
    static final Duration COLLECTED = Duration.ofSeconds(60);

    private Deletes() {}

    private static ReplicationConfig config() {
        return config(1024, Duration.ofSeconds(1));
    }

    /** So many slices are looked at each half second, and rounds come so often. */
    static ReplicationConfig config(int slices, Duration roundInterval) {
        ReplicationConfig usual = ReplicationConfig.DEFAULT;
        return new ReplicationConfig(
                usual.maxInFlight(),
                usual.maxWaiting(),
                Duration.ofMillis(500),
                slices,
                usual.repairBytesPerSecond(),
                usual.transferBytesPerSecond(),
                roundInterval,
                usual.spareReads(),
                usual.watchKeys(),
                usual.scrubInterval(),
                usual.scrubBytesPerSecond());
    }

    static TestCluster cluster(long seed, int size, int lanes) {
        return new TestCluster(
                seed, size, TestCluster.Settings.DEFAULT.with(config()).withLanes(lanes));
    }

    /** So long clients wait: now and then for rounds to come to their end. */
    static Duration pause(RandomGenerator random) {
        if (random.nextInt(30) == 0) {
            return Duration.ofSeconds(12);
        }
        return Duration.ofNanos(random.nextInt(random.nextInt(4) == 0 ? 900_000_000 : 60_000_000));
    }

    static BucketProperties copies(int count) {
        return new BucketProperties(
                1,
                count,
                Level.QUORUM,
                Level.QUORUM,
                "siblings",
                Mode.EVENTUAL,
                BlindWrites.SIBLING,
                Optional.empty(),
                10 * 1024,
                32);
    }

    static Call<WriteResult> startDelete(
            TestCluster cluster, int through, Key key, Optional<Context> context) {
        return cluster.startDelete(
                through, new DeleteRequest(key, context, Optional.empty(), RequestOptions.DEFAULT));
    }

    static WriteResult delete(TestCluster cluster, int through, Key key) {
        return cluster.await(startDelete(cluster, through, key, Optional.empty())).result();
    }

    static PutRequest expiring(Key key, Duration ttl) {
        return new PutRequest(
                key,
                Bytes.utf8("v"),
                Optional.empty(),
                Optional.of(ttl),
                Optional.empty(),
                RequestOptions.DEFAULT);
    }

    /** How many nodes hold anything. */
    static long holders(TestCluster cluster) {
        return cluster.nodes().stream().filter(node -> !node.engine().pairs().isEmpty()).count();
    }

    static void collect(TestCluster cluster) {
        cluster.world().time().advance(COLLECTED);
    }

    /** Waits until so many nodes hold anything, but no longer than deletes take. */
    static void awaitHolders(TestCluster cluster, int count) {
        Duration step = Duration.ofSeconds(1);
        for (long i = 0; i < COLLECTED.toSeconds() && holders(cluster) != count; i++) {
            cluster.world().time().advance(step);
        }
        assertThat(holders(cluster)).as("nodes that hold anything").isEqualTo(count);
    }
}
