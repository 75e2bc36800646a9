package dev.cairn.testkit.contract;

import static dev.cairn.testkit.contract.DetectorCluster.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The contract of {@link FailureDetector}, rule by rule, in clusters of a few nodes in virtual
 * time. Rule 5 is watched during every test.
 *
 * <pre>{@code
 * final class MyDetectorTest extends FailureDetectorContract {
 *     @Override
 *     protected FailureDetector open(FailureDetector.Env env) {
 *         return new MyDetectorProvider().open(MyConfig.DEFAULT, env);
 *     }
 * }
 * }</pre>
 */
public abstract class FailureDetectorContract {
    /** For subclasses. */
    protected FailureDetectorContract() {}

    /** Opens the detector of one node. */
    protected abstract FailureDetector open(FailureDetector.Env env);

    /**
     * How long it may take, in a small cluster without loss, until a dead member is held dead by
     * all, or a live one alive.
     */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    private DetectorCluster cluster(int size, RandomGenerator random) {
        DetectorCluster cluster = new DetectorCluster(size, random, this::open);
        assertThat(cluster.time.runUntil(cluster::allAlive, patience()))
                .as("all meet within %s", patience())
                .isTrue();
        cluster.time.advance(patience().multipliedBy(2));
        cluster.forgetHistory();
        return cluster;
    }

    @Seeded(cases = 5)
    void rule1_aNodeThatWasPausedHasNoEvidenceAgainstAnybody(RandomGenerator random) {
        DetectorCluster cluster = cluster(4, random);
        cluster.node(1).paused = true;
        cluster.time.advance(patience().multipliedBy(3));
        cluster.node(1).paused = false;
        cluster.forgetHistory();
        cluster.time.advance(cluster.node(1).detector.interval().multipliedBy(50));
        for (int other = 2; other <= 4; other++) {
            assertThat(cluster.node(1).worstOpinionOf(other))
                    .as("worst opinion of n%d after the pause", other)
                    .isEqualTo(Liveness.ALIVE);
        }
        assertThat(cluster.time.runUntil(cluster::allAlive, patience()))
                .as("the others take it back")
                .isTrue();
    }

    @Seeded(cases = 5)
    void rule2_lossRepetitionAndDisorderKillNobody(RandomGenerator random) {
        DetectorCluster cluster = cluster(5, random);
        cluster.lossProbability = 0.1;
        cluster.repeatProbability = 0.2;
        cluster.longestExtraDelay = cluster.node(1).detector.interval();
        cluster.time.advance(Duration.ofMinutes(2));
        for (int about = 1; about <= 5; about++) {
            assertNobodyHeldDead(cluster, about);
        }
    }

    @Seeded(cases = 5)
    void rule2_aMalformedMessageIsDroppedWithoutEffect(RandomGenerator random) {
        DetectorCluster cluster = cluster(3, random);
        List<Bytes> genuine = new ArrayList<>();
        cluster.eavesdropper = message -> genuine.add(message.bytes());
        cluster.time.advance(cluster.node(1).detector.interval().multipliedBy(5));
        cluster.eavesdropper = message -> {};
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            cluster.node(1).receive(id(2), Bytes.wrap(noise));
            byte[] whole = genuine.get(random.nextInt(genuine.size())).toByteArray();
            byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
            cluster.node(1).receive(id(2), Bytes.wrap(cut));
        }
        assertThat(cluster.allAlive()).isTrue();
        cluster.kill(3);
        assertThat(cluster.time.runUntil(() -> cluster.all(3, Liveness.DEAD), patience()))
                .as("a dead member is found dead all the same")
                .isTrue();
    }

    @Seeded(cases = 10)
    void rule3_aDeadMemberIsHeldDeadByAll(RandomGenerator random) {
        for (int size : new int[] {2, 3, 5}) {
            DetectorCluster cluster = cluster(size, random);
            cluster.kill(size);
            assertThat(cluster.time.runUntil(() -> cluster.all(size, Liveness.DEAD), patience()))
                    .as("one of %d is held dead by all within %s", size, patience())
                    .isTrue();
            for (int other = 1; other < size; other++) {
                assertNobodyHeldDead(cluster, other);
            }
        }
    }

    @Seeded(cases = 10)
    void rule3_oneObserverAloneKillsNobody(RandomGenerator random) {
        DetectorCluster cluster = cluster(4, random);
        cluster.cut(4, 1);
        cluster.cut(1, 4);
        cluster.time.advance(Duration.ofMinutes(1));
        assertNobodyHeldDead(cluster, 4);
        assertNobodyHeldDead(cluster, 1);
    }

    @Seeded(cases = 10)
    void rule4_aMemberThatComesBackIsAliveWithItsFirstMessage(RandomGenerator random) {
        DetectorCluster cluster = cluster(3, random);
        cluster.kill(3);
        assertThat(cluster.time.runUntil(() -> cluster.all(3, Liveness.DEAD), patience()))
                .as("n3 is dead")
                .isTrue();
        cluster.time.advance(patience());
        AtomicInteger heardBy = new AtomicInteger();
        AtomicBoolean underWay = new AtomicBoolean();
        cluster.eavesdropper =
                message -> {
                    if (message.from().equals(id(3)) && heardBy.get() == 0) {
                        heardBy.set(Integer.parseInt(message.to().name().substring(1)));
                        underWay.set(true);
                    }
                };
        cluster.restart(3);
        assertThat(cluster.time.runUntil(underWay::get, patience())).as("n3 is heard of").isTrue();
        assertThat(cluster.opinion(heardBy.get(), 3))
                .as("opinion of the first that heard it")
                .isEqualTo(Liveness.ALIVE);
        assertThat(cluster.time.runUntil(cluster::allAlive, patience()))
                .as("all take it back")
                .isTrue();
    }

    @Seeded(cases = 5)
    void rule6_aMemberThatLeftTheListIsForgottenAndANewOneIsUnknown(RandomGenerator random) {
        DetectorCluster cluster = cluster(3, random);
        List<Member> two = cluster.members().subList(0, 2);
        cluster.kill(3);
        cluster.node(1).setMembers(two);
        cluster.node(2).setMembers(two);
        cluster.time.advance(patience());
        assertThat(cluster.opinion(1, 3)).isEqualTo(Liveness.UNKNOWN);
        assertThat(cluster.opinion(1, 2)).isEqualTo(Liveness.ALIVE);
        cluster.node(1).setMembers(cluster.members());
        assertThat(cluster.opinion(1, 3)).as("of a member just added").isEqualTo(Liveness.UNKNOWN);
        cluster.node(2).setMembers(cluster.members());
        cluster.restart(3);
        assertThat(cluster.time.runUntil(cluster::allAlive, patience()))
                .as("it is met again")
                .isTrue();
    }

    @Seeded(cases = 2)
    void rule7_whatIsSentInATickStaysBounded(RandomGenerator random) {
        int size = 30;
        DetectorCluster cluster = cluster(size, random);
        int early = cluster.node(1).largestMessage;
        cluster.kill(size);
        cluster.kill(size - 1);
        cluster.time.advance(Duration.ofMinutes(5));
        assertThat(cluster.node(1).mostSentInTick)
                .as("messages in one tick among %d", size)
                .isLessThanOrEqualTo(2 * size);
        assertThat(cluster.node(1).largestMessage)
                .as("largest message, was %d", early)
                .isLessThanOrEqualTo(64 * 1024);
        assertThat(cluster.node(1).largestMessage)
                .as("largest message after 5 minutes")
                .isLessThanOrEqualTo(2 * early + 1_024);
    }

    @Seeded(cases = 10)
    void rule8_whoLeavesIsDeadAtOnceWithoutSuspicionUntilItsNextIncarnation(
            RandomGenerator random) {
        DetectorCluster cluster = cluster(5, random);
        cluster.leave(5);
        assertThat(cluster.time.runUntil(() -> cluster.all(5, Liveness.DEAD), promptly()))
                .as("it is held dead by all within %s", promptly())
                .isTrue();
        cluster.time.advance(patience().multipliedBy(2));
        for (int other = 1; other < 5; other++) {
            assertThat(cluster.node(other).hasSuspected(5)).as("n%d suspected it", other).isFalse();
        }
        cluster.restart(5);
        assertThat(cluster.time.runUntil(cluster::allAlive, patience()))
                .as("it is alive again")
                .isTrue();
    }

    @Seeded(cases = 5)
    void rule9_messagesOfAnotherClusterHaveNoEffect(RandomGenerator random) {
        DetectorCluster cluster = cluster(3, random);
        cluster.kill(3);
        cluster.start(id(3), new ClusterId(8), 3);
        cluster.time.advance(patience());
        assertThat(cluster.all(3, Liveness.DEAD)).as("a foreigner does not stand in").isTrue();
    }

    @Seeded(cases = 5)
    void rule9_whoUsesATakenNameIsRefusedOnBothSides(RandomGenerator random) {
        DetectorCluster cluster = cluster(3, random);
        cluster.kill(3);
        cluster.start(id(3), DetectorCluster.CLUSTER, 666);
        cluster.time.advance(patience());
        assertThat(cluster.all(3, Liveness.DEAD)).as("it does not stand in").isTrue();
        assertThat(cluster.node(1).refused).containsExactly(666L);
        assertThat(cluster.node(2).refused).containsExactly(666L);
        assertThat(cluster.node(3).refused).containsExactly(666L);
    }

    private Duration promptly() {
        return patience().dividedBy(5);
    }

    /** Not even briefly since the cluster had met. */
    private static void assertNobodyHeldDead(DetectorCluster cluster, int about) {
        for (Member observer : cluster.members()) {
            int of = Integer.parseInt(observer.id().name().substring(1));
            if (of != about && cluster.isRunning(of)) {
                assertThat(cluster.node(of).worstOpinionOf(about))
                        .as("n%d of n%d", of, about)
                        .isNotEqualTo(Liveness.DEAD);
            }
        }
    }
}
