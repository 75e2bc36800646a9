package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationRequest;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * CORRECTNESS rule 1, where a key was deleted and forgotten and comes back by a context from
 * before. The node that minted the delete then holds an older dot of its own, and no sign of the
 * delete's. Whoever read after the delete has seen that one, and would replace a second write that
 * had it.
 *
 * <pre>
 * n2  put a = n2:1 ── delete = n2:2 ── forgotten ──────────── (n2:1, n1:1) ── put c = n2:2 or n2#2:1
 * n1                                   forgotten ── put b, knowing n2:1                        │
 * n3                                   forgotten ────────────────────────── put d, knowing n2:2
 * </pre>
 */
class ReturnedKeyTest {
    private final TestCluster cluster = Deletes.cluster(1, 3, 1);
    private final Key key = DeletesTest.nextKey(cluster);
    private Context beforeTheDelete = new Context(Bytes.EMPTY);
    private Context behindTheDelete = beforeTheDelete;

    private void deleteAndForget() {
        beforeTheDelete = cluster.put(2, key, "a").context();
        behindTheDelete =
                cluster.await(Deletes.startDelete(cluster, 2, key, Optional.of(beforeTheDelete)))
                        .result()
                        .context();
        Deletes.awaitHolders(cluster, 0);
    }

    private void comeBack() {
        cluster.put(1, key, "b", beforeTheDelete);
        cluster.settle();
        cluster.put(2, key, "c");
        cluster.put(3, key, "d", behindTheDelete);
        cluster.settle();
    }

    @Test
    void aDotOfADeleteThatIsForgottenIsNotMintedAgain() {
        deleteAndForget();
        comeBack();
        assertThat(TestCluster.values(cluster.get(1, key))).containsExactlyInAnyOrder("c", "d");
    }

    @Test
    void whereANodeTakesWhatOthersSendForItsOwnItIs() {
        cluster.node(2).engine().withoutOrigins();
        deleteAndForget();
        comeBack();
        assertThat(TestCluster.values(cluster.get(1, key)))
                .as("an acknowledged write is lost")
                .containsExactly("d");
    }

    @Test
    void aPromiseOfThisNodeMakesACopyNotItsOwn() {
        deleteAndForget();
        OperationRequest neverSent = OperationRequest.of(new OperationId("never-sent")).at(key);
        cluster.await(cluster.startResolve(2, neverSent)).result();
        comeBack();
        assertThat(TestCluster.values(cluster.get(1, key))).contains("c");
    }

    @Test
    void aForeignCopyGetsOneNewActorAndNoMore() {
        cluster.put(1, key, "a");
        cluster.settle();
        for (int i = 0; i < 3; i++) {
            cluster.put(2, key, "b" + i);
            cluster.settle();
            cluster.put(1, key, "c" + i);
            cluster.settle();
        }
        assertThat(cluster.put(2, key, "d").clock().counters())
                .containsOnlyKeys("n1", "n2")
                .containsEntry("n2", 4L);
    }
}
