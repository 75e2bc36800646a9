package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Key;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.cluster.Topology;
import java.util.Optional;

/** Stories about the short path, told of a node that owns a bucket alone unless they say other. */
abstract class ShortPathStories {
    static final Key KEY = new Key("b", Bytes.utf8("k"));

    static final Key OTHER = new Key("b", Bytes.utf8("other"));

    static final BucketProperties ALONE = bucket(1, Level.QUORUM, "lww");

    TestCluster cluster = alone(TestCluster.Settings.DEFAULT);

    ShortCaller caller = new ShortCaller(cluster, 1);

    static BucketProperties bucket(int n, Consistency level, String resolver) {
        return bucket(n, level, resolver, Mode.EVENTUAL, BlindWrites.SUPERSEDE);
    }

    static BucketProperties bucket(int n, Consistency r, Consistency w, String resolver) {
        return bucket(n, r, w, resolver, 10 * 1024);
    }

    static BucketProperties bucket(
            int n, Consistency r, Consistency w, String resolver, int maxPairBytes) {
        return new BucketProperties(
                1,
                n,
                r,
                w,
                resolver,
                Mode.EVENTUAL,
                BlindWrites.SUPERSEDE,
                Optional.empty(),
                maxPairBytes,
                32);
    }

    static BucketProperties bucket(
            int n, Consistency level, String resolver, Mode mode, BlindWrites blind) {
        return new BucketProperties(
                1, n, level, level, resolver, mode, blind, Optional.empty(), 10 * 1024, 32);
    }

    static TestCluster alone(TestCluster.Settings settings) {
        TestCluster made = new TestCluster(1, 1, settings);
        made.set("b", ALONE);
        return made;
    }

    /** From now on the story is about another cluster. */
    void restart(TestCluster other) {
        cluster = other;
        caller = new ShortCaller(other, 1);
    }

    Write write() {
        return caller.put(KEY, "2").write();
    }

    /** n2 comes to n1: writes go to both rings, reads to the old one. */
    Topology comingIn() {
        return cluster.topologyOf(n(1)).next().announce(TestCluster.member(2)).next().begin();
    }
}
