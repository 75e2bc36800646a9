package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Context;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import dev.cairn.api.version.VectorClock;
import dev.cairn.api.version.Version;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The vector clock example of Dynamo, section 4.4, figure 3, with n1, n2 and n3 for Sx, Sy and Sz.
 */
class SeedsExampleTest {
    private final TestCluster cluster = TestCluster.of(3);
    private final Key key = cluster.keyOwnedBy(2);

    private WriteResult write(String value, int coordinator, Optional<Context> context) {
        PutRequest put = TestCluster.request(key, value, context);
        PutRequest through =
                new PutRequest(
                        put.key(),
                        put.value(),
                        put.context(),
                        put.ttl(),
                        put.operation(),
                        RequestOptions.DEFAULT.through(TestCluster.n(coordinator)));
        return cluster.await(cluster.startPut(1, through)).result();
    }

    private static VectorClock clock(Object... entries) {
        Map<String, Long> counters = new java.util.TreeMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            counters.put((String) entries[i], ((Integer) entries[i + 1]).longValue());
        }
        return VectorClock.of(counters);
    }

    @Test
    void clocksGrowForkAndJoinAsInTheExample() {
        assertThat(write("D1", 1, Optional.empty()).clock()).isEqualTo(clock("n1", 1));

        Context d1 = cluster.get(3, key).context();
        WriteResult second = write("D2", 1, Optional.of(d1));
        assertThat(second.clock()).isEqualTo(clock("n1", 2));

        Context d2 = cluster.get(3, key).context();
        assertThat(write("D3", 2, Optional.of(d2)).clock()).isEqualTo(clock("n1", 2, "n2", 1));
        assertThat(write("D4", 3, Optional.of(d2)).clock()).isEqualTo(clock("n1", 2, "n3", 1));

        ReadResult both = cluster.get(1, key);
        assertThat(both.siblings())
                .extracting(sibling -> sibling.value().utf8(), Sibling::clock)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("D3", clock("n1", 2, "n2", 1)),
                        org.assertj.core.groups.Tuple.tuple("D4", clock("n1", 2, "n3", 1)));

        WriteResult fifth = write("D5", 1, Optional.of(both.context()));
        assertThat(fifth.clock()).isEqualTo(clock("n1", 3, "n2", 1, "n3", 1));

        cluster.settle();
        Explanation explanation = cluster.explain(2, key);
        assertThat(explanation.replicas())
                .hasSize(3)
                .allSatisfy(replica -> {
                    assertThat(replica.reachable()).isTrue();
                    assertThat(replica.versions())
                            .extracting(Version::clock)
                            .containsExactly(fifth.clock());
                });
        assertThat(values(cluster.get(2, key))).containsExactly("D5");
        assertThat(explanation.resolved()).hasSize(1);
    }

    @Test
    void aWritersOwnTokenSupersedesWhatItWroteAndNothingElse() {
        Context mine = write("mine", 1, Optional.empty()).context();
        write(
                "other",
                2,
                Optional.of(
                        new Context(
                                dev.cairn.api.version.ItemCodec.token(
                                                dev.cairn.api.version.CausalContext.EMPTY)
                                        .token())));
        write("mine again", 1, Optional.of(mine));
        assertThat(values(cluster.get(3, key))).containsExactlyInAnyOrder("mine again", "other");
    }
}
