package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.replica.StoredRegister;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A register and its three acceptors, n1 to n3, which hold {@code first}. Each story is told as it
 * is and with a rule off, when what was acknowledged or read is gone (CORRECTNESS rules 13 and 14).
 */
class RegisterRulesTest {
    private final TestCluster cluster = warm();
    private final Key key = cluster.keyOwnedBy(1);

    /** Everybody votes already. */
    private static TestCluster warm() {
        TestCluster cluster = TestCluster.of(3);
        cluster.set("default", RegisterRun.properties());
        cluster.put(1, cluster.keyOwnedBy(1), "first");
        cluster.world().time().advance(Duration.ofSeconds(1));
        return cluster;
    }

    private Call<WriteResult> put(String value) {
        return cluster.await(
                cluster.startPut(1, TestCluster.request(key, value, Optional.empty())));
    }

    private List<String> read(int through) {
        Call<ReadResult> read = cluster.await(cluster.startGet(through, GetRequest.of(key)));
        return read.succeeded() ? values(read.result()) : List.of(read.code().toString());
    }

    @Test
    void anAcceptorThatLostItsStoreHasNoVote() {
        assertThat(readAfterAnAcceptorLost(TestNode::loseDisk)).containsExactly("UNAVAILABLE");
    }

    @Test
    void underItsFormerNameItForgetsWhatWasDecided() {
        int before = cluster.node(1).disk().log().size();
        assertThat(readAfterAnAcceptorLost(node -> node.disk().cutTo(before)))
                .containsExactly("first");
    }

    /** n1 and n2 decided; n1 loses what it held, and n2 dies. */
    private List<String> readAfterAnAcceptorLost(Consumer<TestNode> loses) {
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        put("v").result();
        cluster.node(1).kill();
        loses.accept(cluster.node(1));
        cluster.node(1).start();
        cluster.node(2).kill();
        cluster.heal();
        cluster.settle();
        return read(3);
    }

    @Test
    void anAcceptorAnswersOnceItsDiskHasSynced() {
        assertThat(putBeforeABlackout(false)).isFalse();
    }

    @Test
    void answeringBeforeItForgetsWhatWasDecided() {
        assertThat(putBeforeABlackout(true)).isTrue();
        assertThat(read(3)).as("acknowledged, and lost").containsExactly("first");
    }

    /** Whether a write was acknowledged of which no disk has anything when all lose power. */
    private boolean putBeforeABlackout(boolean answerAllTheSame) {
        for (TestNode node : cluster.nodes()) {
            node.engine().stopSyncs();
            node.engine().acknowledgeEarly(answerAllTheSame);
        }
        boolean acknowledged = put("v").succeeded();
        cluster.world().time().advance(Duration.ofMillis(10));
        for (TestNode node : cluster.nodes()) {
            node.kill();
            node.disk().cutTo(node.disk().durable());
        }
        cluster.nodes().forEach(TestNode::restart);
        return acknowledged;
    }

    @Test
    void aReaderThatSawAnUnfinishedWriteFinishesIt() {
        acceptAtN1Alone("v");
        assertThat(readOneAfterAnother()).containsExactly("v", "v");
    }

    @Test
    void withoutWritingBackReadersGoBackwards() {
        acceptAtN1Alone("v");
        Mutations.withoutWritingBack(cluster.network(), acceptedBallots());
        assertThat(readOneAfterAnother()).containsExactly("v", "first");
    }

    @Test
    void explainShowsWhatEachAcceptorHasPromisedAndAccepted() {
        acceptAtN1Alone("v");
        cluster.cut(1, 3);
        List<Explanation.Replica> replicas = cluster.explain(1, key).replicas();
        assertThat(replicas).hasSize(3);
        Map<NodeId, Explanation.Acceptor> acceptors = new HashMap<>();
        replicas.forEach(replica ->
                replica.acceptor().ifPresent(found -> acceptors.put(replica.node(), found)));
        assertThat(acceptors.keySet()).as("n3 cannot be reached").containsOnly(n(1), n(2));
        Explanation.Acceptor one = acceptors.get(n(1));
        Explanation.Acceptor two = acceptors.get(n(2));
        assertThat(one.votes() && two.votes()).isTrue();
        assertThat(value(one)).isEqualTo("v");
        assertThat(one.promised()).isEqualTo(one.accepted().orElseThrow().ballot());
        assertThat(value(two)).isEqualTo("first");
        assertThat(two.promised()).isNotEqualTo(two.accepted().orElseThrow().ballot());
        assertThat(cluster.explain(1, key).resolved().getFirst().value().utf8())
                .as("a reader of both has that decided")
                .isEqualTo("v");
    }

    private static String value(Explanation.Acceptor acceptor) {
        return acceptor.accepted().orElseThrow().value().orElseThrow().value().utf8();
    }

    private void acceptAtN1Alone(String value) {
        Mutations.losingAccepts(cluster.network());
        assertThat(put(value).code()).isEqualTo(ErrorCode.TIMEOUT);
        cluster.network().lose(nothing -> false);
    }

    private Map<NodeId, Ballot> acceptedBallots() {
        Map<NodeId, Ballot> ballots = new HashMap<>();
        for (TestNode node : cluster.nodes()) {
            node.engine()
                    .pairs()
                    .values()
                    .forEach(stored ->
                            ballots.put(
                                    node.id(),
                                    StoredRegister.decode(stored.segment()).accepted().ballot()));
        }
        return ballots;
    }

    /** From n1 and n2, and then from n3 and n2. */
    private List<String> readOneAfterAnother() {
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        List<String> seen = new ArrayList<>(read(1));
        cluster.heal();
        cluster.cut(1, 2);
        cluster.cut(1, 3);
        seen.addAll(read(3));
        return seen;
    }
}
