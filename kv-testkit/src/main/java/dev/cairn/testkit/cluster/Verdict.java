package dev.cairn.testkit.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
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
    private static final Duration PATIENCE = Duration.ofSeconds(30);
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
    static Verdict of(Stage stage, AcknowledgedWrites history, List<Key> keys) {
        Map<Key, Set<Bytes>> found = new HashMap<>();
        for (Key key : keys) {
            found.put(key, read(stage, key));
        }
        stage.run(TO_REPAIR);
        List<Key> diverged = keys.stream().filter(key -> stage.states(key).size() > 1).toList();
        return new Verdict(history.check(key -> found.getOrDefault(key, Set.of())), diverged);
    }

    /**
     * Links that come up again after the last fault may take a moment: tries again, for a while.
     */
    private static Set<Bytes> read(Stage stage, Key key) {
        Call<ReadResult> call = readEverywhere(stage, key);
        for (int i = 0; !call.succeeded() && i < TRIES; i++) {
            stage.run(BETWEEN_TRIES);
            call = readEverywhere(stage, key);
        }
        Set<Bytes> values = new HashSet<>();
        call.result().siblings().forEach(sibling -> values.add(sibling.value()));
        return values;
    }

    private static Call<ReadResult> readEverywhere(Stage stage, Key key) {
        Call<ReadResult> call = new Call<>();
        stage.nodes()
                .getFirst()
                .get(new GetRequest(key, RequestOptions.DEFAULT.with(Consistency.Level.ALL)), call);
        stage.await(call::isDone, PATIENCE);
        return call;
    }
}
