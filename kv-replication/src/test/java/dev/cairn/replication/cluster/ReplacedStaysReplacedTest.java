package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Key;
import dev.cairn.api.spi.WriteBatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was replaced does not come back from a replica that missed it; and how it would. */
class ReplacedStaysReplacedTest {
    private final TestCluster cluster = TestCluster.of(3);
    private final Key key = cluster.keyOwnedBy(1);

    /** CORRECTNESS rule 5: n3 missed that its value was replaced by one that expires. */
    @Test
    void anExpiredValueStillCoversWhatItReplaced() {
        replacedByAnExpiredValue();
        assertThat(cluster.get(3, key).found()).isFalse();
    }

    @Test
    void removedByTheEnginesOwnExpiryItDoesNot() {
        replacedByAnExpiredValue();
        for (TestNode node : List.of(cluster.node(1), cluster.node(2))) {
            node.engine()
                    .pairs()
                    .keySet()
                    .forEach(stored ->
                            node.engine().apply(new WriteBatch().delete(stored.segment())));
        }
        assertThat(values(cluster.get(3, key))).containsExactly("old");
    }

    private void replacedByAnExpiredValue() {
        cluster.put(1, key, "old");
        cluster.settle();
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        cluster.await(cluster.startPut(1, Deletes.expiring(key, Duration.ofSeconds(1)))).result();
        cluster.world().time().advance(Duration.ofSeconds(2));
        cluster.heal();
    }

    /** CORRECTNESS rule 3: n2 missed that its value was replaced. */
    @Test
    void whatWasSeenIsKnownForEver() {
        assertThat(readAtOneThatMissedAWrite()).containsExactly("new");
    }

    @Test
    void whereWhatWasSeenIsCutWhatItCoveredComesBack() {
        cluster.nodes().forEach(node -> node.engine().keeps(Mutations::withoutPast));
        assertThat(readAtOneThatMissedAWrite()).containsExactlyInAnyOrder("old", "new");
    }

    private List<String> readAtOneThatMissedAWrite() {
        cluster.put(1, key, "old");
        cluster.settle();
        cluster.cut(2, 1);
        cluster.cut(2, 3);
        cluster.put(3, key, "new");
        cluster.heal();
        return values(cluster.get(2, key));
    }
}
