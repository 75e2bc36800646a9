package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.TopologyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link TopologyStore}, rule by rule, on a cluster of three nodes that all vote.
 *
 * <pre>{@code
 * final class MyStoreTest extends TopologyStoreContract {
 *     @Override
 *     protected Cluster open(Topology founding) {
 *         return new MyThreeNodes(founding);
 *     }
 * }
 * }</pre>
 */
public abstract class TopologyStoreContract {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);
    private static final NodeId ONE = new NodeId("n1");
    private static final NodeId TWO = new NodeId("n2");
    private static final NodeId THREE = new NodeId("n3");

    private final Topology founding = Topology.founding(new ClusterId(7), members());
    private Cluster cluster = NO_CLUSTER;

    private static final Cluster NO_CLUSTER =
            new Cluster() {
                @Override
                public TopologyStore store(NodeId node) {
                    throw new IllegalStateException("no cluster is open");
                }

                @Override
                public void on(NodeId node, Runnable task) {}

                @Override
                public void run(Duration time) {}

                @Override
                public void restart(NodeId node) {}

                @Override
                public void isolate(NodeId node) {}

                @Override
                public void heal() {}
            };

    /** For subclasses. */
    protected TopologyStoreContract() {}

    /** Three nodes, and what a test does to them. */
    protected interface Cluster {
        /** The store of a node, as its present process has it. */
        TopologyStore store(NodeId node);

        /** Runs a task on the lane of a node's store. */
        void on(NodeId node, Runnable task);

        /** Lets time pass. */
        void run(Duration time);

        /** A node's machine loses power and comes back. */
        void restart(NodeId node);

        /** Nothing reaches a node or leaves it. */
        void isolate(NodeId node);

        /** Ends all isolation. */
        void heal();
    }

    /** A cluster of the members n1, n2 and n3 of {@code founding}, who are its voters. */
    protected abstract Cluster open(Topology founding);

    @BeforeEach
    void openCluster() {
        cluster = open(founding);
    }

    private static List<Member> members() {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            Address address = new Address("h" + i, 4700);
            members.add(
                    new Member(
                            new NodeId("n" + i),
                            100 + i,
                            address,
                            Zone.DEFAULT,
                            100,
                            MemberState.ACTIVE));
        }
        return members;
    }

    /** What became of a call. */
    private static final class Heard implements Answer<Topology> {
        private Optional<Topology> result = Optional.empty();
        private Optional<ErrorCode> error = Optional.empty();
        private int answers;

        @Override
        public void succeeded(Topology topology) {
            answers++;
            result = Optional.of(topology);
        }

        @Override
        public void failed(KvError why) {
            answers++;
            error = Optional.of(why.code());
        }
    }

    private Heard set(NodeId node, Topology from, Topology next) {
        Heard heard = new Heard();
        cluster.on(node, () -> cluster.store(node).compareAndSet(from.epoch(), next, heard));
        return heard;
    }

    private Heard read(NodeId node) {
        Heard heard = new Heard();
        cluster.on(node, () -> cluster.store(node).read(heard));
        return heard;
    }

    private Heard settled(Heard heard) {
        cluster.run(LONG_ENOUGH);
        assertThat(heard.answers).as("answers to one call").isEqualTo(1);
        return heard;
    }

    private Topology weighing(int weight) {
        return founding.next().weigh(ONE, weight);
    }

    @Test
    void rule1_whatWasShownIsShownAfterARestart() {
        Topology next = weighing(7);
        settled(set(ONE, founding, next));
        assertThat(cluster.store(ONE).current()).isEqualTo(next);
        cluster.restart(ONE);
        assertThat(cluster.store(ONE).current()).isEqualTo(next);
    }

    @Test
    void rule2_anEpochKeepsItsTopologyWhoeverAsks() {
        settled(set(ONE, founding, weighing(7)));
        Heard late = settled(set(TWO, founding, weighing(8)));
        assertThat(late.error).contains(ErrorCode.CONFLICT);
        assertThat(settled(read(THREE)).result).contains(weighing(7));
    }

    @Test
    void rule3_ofTwoDifferentTopologiesAtMostOneIsSet() {
        Heard one = set(ONE, founding, weighing(7));
        Heard other = set(TWO, founding, weighing(8));
        cluster.run(LONG_ENOUGH);
        assertThat(one.result.isPresent() && other.result.isPresent()).isFalse();
        Topology winner = settled(read(THREE)).result.orElseThrow();
        assertThat(winner).isIn(weighing(7), weighing(8));
        one.result.ifPresent(set -> assertThat(set).isEqualTo(winner));
        other.result.ifPresent(set -> assertThat(set).isEqualTo(winner));
    }

    @Test
    void rule3_theLoserFindsTheWinner() {
        settled(set(ONE, founding, weighing(7)));
        settled(set(TWO, founding, weighing(8)));
        assertThat(cluster.store(TWO).current()).isEqualTo(weighing(7));
    }

    @Test
    void rule3_askingAgainForWhatIsSetSucceeds() {
        settled(set(ONE, founding, weighing(7)));
        assertThat(settled(set(TWO, founding, weighing(7))).result).contains(weighing(7));
    }

    @Test
    void rule3_whatDoesNotFollowIsABadRequest() {
        Topology two = weighing(7);
        Topology skipping = two.next().advance();
        assertThat(settled(set(ONE, founding, skipping)).error).contains(ErrorCode.BAD_REQUEST);
        Topology foreign = Topology.founding(new ClusterId(8), members()).next().weigh(ONE, 7);
        assertThat(settled(set(ONE, founding, foreign)).error).contains(ErrorCode.BAD_REQUEST);
        assertThat(settled(read(TWO)).result).contains(founding);
    }

    @Test
    void rule4_aReadSeesWhatWasSetElsewhere() {
        settled(set(ONE, founding, weighing(7)));
        assertThat(settled(read(THREE)).result).contains(weighing(7));
        assertThat(cluster.store(THREE).current()).isEqualTo(weighing(7));
    }

    @Test
    void rule4_aNodeThatReachesNobodyReadsNothingOld() {
        cluster.isolate(THREE);
        settled(set(ONE, founding, weighing(7)));
        assertThat(settled(read(THREE)).error).isPresent();
        cluster.heal();
        assertThat(settled(read(THREE)).result).contains(weighing(7));
    }

    @Test
    void rule5_aMinoritySetsNothing() {
        cluster.isolate(THREE);
        Heard alone = settled(set(THREE, founding, weighing(9)));
        assertThat(alone.error).isPresent();
        assertThat(alone.error.get()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.TIMEOUT);
        assertThat(settled(set(ONE, founding, weighing(7))).result).contains(weighing(7));
        cluster.heal();
        assertThat(settled(read(THREE)).result).contains(weighing(7));
    }

    @Test
    void rule6_whatIsHeardIsTakenWhenItIsNewerAndOfThisCluster() {
        cluster.isolate(THREE);
        settled(set(ONE, founding, weighing(7)));
        Topology foreign = Topology.founding(new ClusterId(8), members()).next().weigh(ONE, 3);
        cluster.on(THREE, () -> cluster.store(THREE).learn(foreign));
        cluster.run(LONG_ENOUGH);
        assertThat(cluster.store(THREE).current()).isEqualTo(founding);
        cluster.on(THREE, () -> cluster.store(THREE).learn(weighing(7)));
        cluster.run(LONG_ENOUGH);
        assertThat(cluster.store(THREE).current()).isEqualTo(weighing(7));
        cluster.on(THREE, () -> cluster.store(THREE).learn(founding));
        cluster.run(LONG_ENOUGH);
        assertThat(cluster.store(THREE).current()).isEqualTo(weighing(7));
    }

    @Test
    void rule7_aListenerHearsEachTopologyOnceAndInOrder() {
        List<Long> heard = new ArrayList<>();
        cluster.on(ONE, () -> cluster.store(ONE).listen(topology -> heard.add(topology.epoch())));
        Topology two = weighing(7);
        Topology three = two.next().advance();
        Topology four = three.next().finish();
        settled(set(ONE, founding, two));
        settled(set(ONE, two, three));
        cluster.on(ONE, () -> cluster.store(ONE).learn(two));
        settled(set(ONE, three, four));
        assertThat(heard).containsExactly(2L, 3L, 4L);
    }

    @Test
    void rule8_everyCallIsAnsweredOnceAlsoWithoutAnybodyElse() {
        cluster.isolate(ONE);
        List<Heard> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(read(ONE));
            calls.add(set(ONE, founding, weighing(10 + i)));
        }
        cluster.run(LONG_ENOUGH);
        assertThat(calls).allMatch(heard -> heard.answers == 1);
    }
}
