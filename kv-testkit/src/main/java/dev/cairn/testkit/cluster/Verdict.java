package dev.cairn.testkit.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Explanation;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.testkit.check.AcknowledgedWrites;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a {@link Workload}'s history and the cluster's final state say about each other.
 *
 * @param violations acknowledged writes that are lost, came back, or are from nowhere
 * @param diverged keys whose owners hold different states although everything was read at ALL
 */
public record Verdict(List<AcknowledgedWrites.Violation> violations, List<Key> diverged) {
    private static final Duration TO_REPAIR = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final int TRIES = 40;

    /** Copies the lists. */
    public Verdict {
        violations = List.copyOf(violations);
        diverged = List.copyOf(diverged);
    }

    /** Everything that must not be, one line each. */
    public List<String> wrong() {
        List<String> lines = new ArrayList<>();
        violations.forEach(violation -> lines.add(violation.toString()));
        diverged.forEach(key -> lines.add("replicas differ: " + key));
        return lines;
    }

    /** Reads every key at level ALL, which also repairs it, and compares what the owners hold. */
    static Verdict of(SimulatedCluster cluster, AcknowledgedWrites history, List<Key> keys) {
        Map<Key, Set<Bytes>> found = new HashMap<>();
        for (Key key : keys) {
            found.put(key, read(cluster, key));
        }
        cluster.run(TO_REPAIR);
        List<Key> diverged = new ArrayList<>();
        for (Key key : keys) {
            if (states(cluster, key).size() > 1) {
                diverged.add(key);
            }
        }
        return new Verdict(history.check(key -> found.getOrDefault(key, Set.of())), diverged);
    }

    /**
     * Links that come up again after the last fault may take a moment: tries again, for a while.
     */
    private static Set<Bytes> read(SimulatedCluster cluster, Key key) {
        GetRequest everywhere =
                new GetRequest(key, RequestOptions.DEFAULT.with(Consistency.Level.ALL));
        Call<ReadResult> call = cluster.await(cluster.nodes().getFirst().get(everywhere));
        for (int i = 0; !call.succeeded() && i < TRIES; i++) {
            cluster.run(BETWEEN_TRIES);
            call = cluster.await(cluster.nodes().getFirst().get(everywhere));
        }
        Set<Bytes> values = new HashSet<>();
        call.result().siblings().forEach(sibling -> values.add(sibling.value()));
        return values;
    }

    private static Set<Object> states(SimulatedCluster cluster, Key key) {
        Call<Explanation> call = new Call<>();
        cluster.nodes().getFirst().admin().explain(key, call);
        Set<Object> states = new HashSet<>();
        cluster.await(call).result().replicas().forEach(replica -> states.add(replica.versions()));
        return states;
    }
}
