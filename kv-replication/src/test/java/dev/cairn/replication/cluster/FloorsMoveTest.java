package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * n4 and n5 take the places of n2 and n3, who have forgotten a deleted register that n1 has yet to
 * forget; what was promised of it they learn, and so decide above it (CORRECTNESS rule 15).
 */
class FloorsMoveTest {
    private final TestCluster cluster =
            new TestCluster(
                    1,
                    5,
                    3,
                    TestCluster.Settings.DEFAULT
                            .with(Deletes.config(1024, Duration.ofSeconds(1)))
                            .withLanes(1)
                            .byRank());
    private final Operator operator = new Operator(cluster);
    private final Key key = keyBetween(14_000, 18_000);

    FloorsMoveTest() {
        cluster.set("default", RegisterRun.properties());
        for (int i = 0; i < 5; i++) {
            cluster.put(1, key, "v" + i);
        }
        Deletes.delete(cluster, 1, keyBetween(2_000, 8_000)); // which stays: one does
        cluster.settle();
    }

    private Key keyBetween(int first, int last) {
        for (int i = 0; ; i++) {
            Key candidate = new Key("default", Bytes.utf8("k" + i));
            int slice = Slices.of(cluster.partitioner().token(candidate));
            if (slice > first && slice < last) {
                return candidate;
            }
        }
    }

    private Optional<Bytes> held(int number) {
        return Optional.ofNullable(cluster.node(number).engine().pairs().get(stored()));
    }

    private Bytes stored() {
        return StorageKey.of(cluster.partitioner().token(key), key).encoded();
    }

    @Test
    void ownersToBeDecideAboveADeleteThatIsYetToBeForgotten() {
        assertThat(readBesideWhoHasYetToForget()).containsExactly("w");
    }

    @Test
    void withoutLearningWhatWasPromisedTheyDecideBelowIt() {
        Mutations.withoutFloors(cluster.network());
        assertThat(readBesideWhoHasYetToForget()).isEmpty();
    }

    private Iterable<String> readBesideWhoHasYetToForget() {
        Deletes.delete(cluster, 1, key);
        cluster.settle();
        Bytes deleted = held(1).orElseThrow();
        letADayPassUntilItIsForgotten();
        replaceTwoOutOfSightOfTheThird();
        cluster.put(4, key, "w");
        var late = new WriteBatch().put(stored().segment(), deleted.segment());
        cluster.node(1).engine().apply(late);
        cluster.heal(1, 4);
        return values(cluster.get(1, key));
    }

    private void letADayPassUntilItIsForgotten() {
        for (TestNode node : cluster.nodes()) {
            node.kill();
            node.clockAhead(Duration.ofHours(25));
        }
        cluster.nodes().forEach(TestNode::restart);
        cluster.world()
                .time()
                .runUntil(
                        () -> cluster.nodes().stream().noneMatch(node -> isHeldBy(node)),
                        Duration.ofMinutes(1));
        assertThat(cluster.nodes()).noneMatch(this::isHeldBy);
    }

    private boolean isHeldBy(TestNode node) {
        return node.engine().pairs().containsKey(stored());
    }

    private void replaceTwoOutOfSightOfTheThird() {
        cluster.cut(1, 4);
        cluster.cut(1, 5);
        operator.step(next -> next.replace(n(2), cluster.listed(4)));
        operator.finish();
        operator.step(next -> next.replace(n(3), cluster.listed(5)));
        operator.finish();
    }
}
