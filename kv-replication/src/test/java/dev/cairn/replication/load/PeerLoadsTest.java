package dev.cairn.replication.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerLoadsTest {
    private static final long MICRO = 1_000;
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");
    private static final NodeId N4 = new NodeId("n4");

    private final PeerLoads loads = new PeerLoads(N1);
    private long now;

    private void answers(NodeId node, Errand errand, long nanos) {
        for (int i = 0; i < 50; i++) {
            loads.of(node).asked(now);
            loads.of(node).answered(errand, now, now + nanos);
        }
    }

    private List<NodeId> order(Errand errand) {
        return loads.inOrder(List.of(N1, N2, N3, N4), errand, node -> 0, now);
    }

    @Test
    void theUnknownAreAskedInTheOrderOfThePreferenceList() {
        assertThat(order(Errand.READ)).containsExactly(N1, N2, N3, N4);
    }

    @Test
    void aboutAsQuickIsAsGood() {
        answers(N2, Errand.READ, 300 * MICRO);
        answers(N3, Errand.READ, 200 * MICRO);
        assertThat(order(Errand.READ)).containsExactly(N1, N2, N3, N4);
    }

    @Test
    void theSlowComeLastTheSlowestBehindThem() {
        answers(N2, Errand.READ, 9000 * MICRO);
        answers(N3, Errand.READ, 1000 * MICRO);
        answers(N4, Errand.READ, 200 * MICRO);
        assertThat(order(Errand.READ)).containsExactly(N1, N4, N3, N2);
    }

    @Test
    void theOwnReplicaIsMeasuredByTheOthersAndNotTheyByIt() {
        answers(N1, Errand.READ, MICRO);
        answers(N2, Errand.READ, 200 * MICRO);
        answers(N3, Errand.READ, 200 * MICRO);
        assertThat(order(Errand.READ)).containsExactly(N1, N2, N3, N4);
        answers(N1, Errand.READ, 9000 * MICRO);
        assertThat(order(Errand.READ)).containsExactly(N2, N3, N4, N1);
    }

    @Test
    void whatIsInFlightSendsReadsElsewhere() {
        answers(N2, Errand.READ, 200 * MICRO);
        answers(N3, Errand.READ, 200 * MICRO);
        loads.of(N2).asked(now);
        loads.of(N2).asked(now);
        assertThat(order(Errand.READ)).containsExactly(N1, N3, N4, N2);
    }

    @Test
    void writesOfAKeyStayWithItsFirstOwnerUnlessItIsMuchSlower() {
        answers(N1, Errand.FORWARDED_WRITE, 1500 * MICRO);
        answers(N2, Errand.FORWARDED_WRITE, 300 * MICRO);
        for (int i = 0; i < 10; i++) {
            loads.of(N1).asked(now);
        }
        assertThat(order(Errand.FORWARDED_WRITE)).containsExactly(N1, N2, N3, N4);
        now += 5000 * MICRO;
        assertThat(order(Errand.FORWARDED_WRITE)).containsExactly(N2, N3, N4, N1);
    }

    @Test
    void whoAnswersNothingIsSlowBeforeItHasAnswered() {
        loads.of(N2).asked(now);
        now += 5000 * MICRO;
        answers(N3, Errand.READ, 200 * MICRO);
        assertThat(order(Errand.READ)).containsExactly(N1, N3, N4, N2);
        assertThat(loads.of(N2).isSilentSince(0)).isTrue();
    }

    @Test
    void whoRefusesAtOnceIsNotTheQuickest() {
        answers(N2, Errand.READ, 200 * MICRO);
        answers(N3, Errand.READ, 200 * MICRO);
        loads.of(N2).asked(now);
        loads.of(N2).refused(Errand.READ, now, now + 10 * MICRO);
        assertThat(order(Errand.READ)).containsExactly(N1, N3, N4, N2);
    }

    @Test
    void theNearestComeFirstHoweverSlow() {
        answers(N3, Errand.READ, 9000 * MICRO);
        List<NodeId> order =
                loads.inOrder(
                        List.of(N2, N3, N4), Errand.READ, node -> node.equals(N3) ? 0 : 1, now);
        assertThat(order).containsExactly(N3, N2, N4);
    }

    @Test
    void aNewLinkIsANewStart() {
        answers(N2, Errand.READ, 9000 * MICRO);
        answers(N3, Errand.READ, 200 * MICRO);
        loads.forget(N2);
        assertThat(order(Errand.READ)).containsExactly(N1, N2, N3, N4);
    }
}
