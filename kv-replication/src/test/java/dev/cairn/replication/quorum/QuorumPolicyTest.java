package dev.cairn.replication.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Consistency;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.ConsistencyPolicy.Outcome;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.testkit.contract.SteadyView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumPolicyTest {
    /** Nodes a1, a2, … in data centre a, b1, b2, … in b. */
    private static Quorum quorum(Consistency level, int replicas, String self, String... owners) {
        List<Member> members = new ArrayList<>();
        List<NodeId> nodes = new ArrayList<>();
        for (String owner : owners) {
            NodeId id = new NodeId(owner);
            nodes.add(id);
            Zone zone = new Zone(owner.substring(0, 1), "r1");
            members.add(new Member(id, 0, new Address(owner, 1), zone, 1, MemberState.ACTIVE));
        }
        SteadyView view =
                new SteadyView(
                        new Topology(new ClusterId(1), 1, members),
                        new PreferenceList(nodes, nodes.size()));
        return new QuorumPolicy().quorum(level, view.owners(), replicas, view, new NodeId(self));
    }

    private static Quorum three(Consistency level) {
        return quorum(level, 3, "a1", "a1", "a2", "a3");
    }

    private static Quorum sixOverTwo(Consistency level) {
        return quorum(level, 6, "a1", "a1", "b1", "a2", "b2", "a3", "b3");
    }

    private static Quorum answers(Quorum quorum, String... answers) {
        Quorum counted = quorum;
        for (String answer : answers) {
            NodeId node = new NodeId(answer.substring(1));
            counted = answer.charAt(0) == '+' ? counted.succeeded(node) : counted.failed(node);
        }
        return counted;
    }

    @Test
    void levelsAskForTheirNumberOfOwners() {
        assertThat(three(Level.ONE).required()).isEqualTo(1);
        assertThat(three(Level.TWO).required()).isEqualTo(2);
        assertThat(three(Level.THREE).required()).isEqualTo(3);
        assertThat(three(Level.QUORUM).required()).isEqualTo(2);
        assertThat(three(Level.ALL).required()).isEqualTo(3);
        assertThat(three(new Consistency.Count(2)).required()).isEqualTo(2);
        assertThat(sixOverTwo(Level.QUORUM).required()).isEqualTo(4);
        assertThat(sixOverTwo(Level.LOCAL_ONE).required()).isEqualTo(1);
        assertThat(sixOverTwo(Level.LOCAL_QUORUM).required()).isEqualTo(2);
        assertThat(sixOverTwo(Level.EACH_QUORUM).required()).isEqualTo(4);
    }

    @Test
    void aQuorumIsWonByEnoughSuccessesAndLostAsSoonAsTheyCannotCome() {
        assertThat(answers(three(Level.QUORUM), "+a1").outcome()).isEqualTo(Outcome.PENDING);
        assertThat(answers(three(Level.QUORUM), "+a1", "+a3").outcome()).isEqualTo(Outcome.WON);
        assertThat(answers(three(Level.QUORUM), "-a1", "+a3").outcome()).isEqualTo(Outcome.PENDING);
        assertThat(answers(three(Level.QUORUM), "-a1", "-a3").outcome()).isEqualTo(Outcome.LOST);
        assertThat(answers(three(Level.ALL), "-a2").outcome()).isEqualTo(Outcome.LOST);
    }

    @Test
    void aNodeCountsOnceByItsFirstAnswerAndOnlyAsAnOwner() {
        assertThat(answers(three(Level.QUORUM), "+a1", "+a1").count()).isEqualTo(1);
        assertThat(answers(three(Level.QUORUM), "-a1", "+a1", "+a2").outcome())
                .isEqualTo(Outcome.PENDING);
        assertThat(answers(three(Level.ONE), "+b1").outcome()).isEqualTo(Outcome.PENDING);
    }

    @Test
    void localLevelsCountOwnersOfTheCoordinatorsDatacentreOnly() {
        assertThat(answers(sixOverTwo(Level.LOCAL_QUORUM), "+b1", "+b2", "+a1").outcome())
                .isEqualTo(Outcome.PENDING);
        assertThat(
                        answers(sixOverTwo(Level.LOCAL_QUORUM), "-b1", "-b2", "-b3", "+a1", "+a2")
                                .outcome())
                .isEqualTo(Outcome.WON);
        assertThat(quorum(Level.LOCAL_ONE, 2, "c1", "a1", "b1").outcome()).isEqualTo(Outcome.LOST);
    }

    @Test
    void eachQuorumNeedsAMajorityInEveryDatacentre() {
        assertThat(answers(sixOverTwo(Level.EACH_QUORUM), "+a1", "+a2", "+a3", "+b1").outcome())
                .isEqualTo(Outcome.PENDING);
        assertThat(answers(sixOverTwo(Level.EACH_QUORUM), "+a1", "+a2", "+b1", "+b3").outcome())
                .isEqualTo(Outcome.WON);
        assertThat(answers(sixOverTwo(Level.EACH_QUORUM), "+a1", "+a2", "-b1", "-b3").outcome())
                .isEqualTo(Outcome.LOST);
    }

    @Test
    void missingOwnersCountAsFailed() {
        assertThat(quorum(Level.QUORUM, 3, "a1", "a1").outcome()).isEqualTo(Outcome.LOST);
        assertThat(quorum(Level.ONE, 3, "a1", "a1").outcome()).isEqualTo(Outcome.PENDING);
        assertThat(quorum(Level.ALL, 3, "a1", "a1", "a2").outcome()).isEqualTo(Outcome.LOST);
        assertThat(quorum(Level.LOCAL_QUORUM, 3, "a1", "a1").outcome()).isEqualTo(Outcome.LOST);
        assertThat(quorum(Level.EACH_QUORUM, 3, "a1", "a1").outcome()).isEqualTo(Outcome.LOST);
        assertThat(quorum(Level.EACH_QUORUM, 3, "a1").outcome()).isEqualTo(Outcome.LOST);
    }

    @Test
    void moreThanTheBucketHasIsABadRequest() {
        assertThatThrownBy(() -> three(new Consistency.Count(4)))
                .isInstanceOf(KvException.class)
                .hasMessageContaining("BAD_REQUEST");
        assertThatThrownBy(() -> quorum(Level.THREE, 2, "a1", "a1", "a2"))
                .isInstanceOf(KvException.class);
    }
}
