package dev.cairn.gossip.heartbeat;

import static dev.cairn.gossip.Cluster.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.Random;

/** Whole clusters with the shipping defaults, in virtual time. */
final class HeartbeatClusterTest {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    @Seeded(cases = 30)
    void aKilledNodeOfThreeIsDeadAtBothOthersWithinFiveSeconds(long seed) {
        Detectors detectors = Detectors.met(3, seed);
        detectors.cluster.kill(id(3));
        assertThat(detectors.time.runUntil(() -> detectors.all(id(3), Liveness.DEAD), FIVE_SECONDS))
                .isTrue();
        assertThat(detectors.deaths())
                .allSatisfy(death -> assertThat(death.about()).isEqualTo(id(3)));
    }

    @Seeded(cases = 10)
    void aKilledNodeOfTenIsDeadEverywhereWithinFiveSeconds(long seed) {
        Detectors detectors = Detectors.met(10, seed);
        detectors.cluster.kill(id(4));
        assertThat(detectors.time.runUntil(() -> detectors.all(id(4), Liveness.DEAD), FIVE_SECONDS))
                .isTrue();
    }

    @Seeded(cases = 10)
    void ofTwoNodesTheOtherAloneDecides(long seed) {
        Detectors detectors = Detectors.met(2, seed);
        detectors.cluster.kill(id(2));
        assertThat(detectors.time.runUntil(() -> detectors.all(id(2), Liveness.DEAD), FIVE_SECONDS))
                .isTrue();
    }

    @Seeded(cases = 10)
    void aNodeThatReturnsIsAliveEverywhereWithinASecond(long seed) {
        Detectors detectors = Detectors.met(5, seed);
        detectors.cluster.kill(id(5));
        detectors.time.advance(Duration.ofMinutes(10));
        assertThat(detectors.all(id(5), Liveness.DEAD)).isTrue();
        detectors.cluster.start(id(5));
        assertThat(
                        detectors.time.runUntil(
                                () -> detectors.all(id(5), Liveness.ALIVE), Duration.ofSeconds(1)))
                .isTrue();
        detectors.changes.clear();
        detectors.time.advance(Duration.ofMinutes(1));
        assertThat(detectors.deaths()).isEmpty();
    }

    @Seeded(cases = 3)
    void fivePercentLossKillsNobodyInHours(long seed) {
        Detectors detectors = Detectors.met(3, seed);
        detectors.cluster.loss = 0.05;
        detectors.time.advance(Duration.ofHours(6));
        assertThat(detectors.deaths()).isEmpty();
    }

    @Seeded(cases = 3)
    void aNodeThatPausesThreeSecondsEveryMinuteIsNeverDead(long seed) {
        Detectors detectors = Detectors.met(5, seed);
        detectors.cluster.loss = 0.05;
        for (int minute = 0; minute < 60; minute++) {
            detectors.cluster.pause(id(2));
            detectors.time.advance(Duration.ofSeconds(3));
            detectors.cluster.resume(id(2));
            detectors.time.advance(Duration.ofSeconds(57));
        }
        assertThat(detectors.deaths()).isEmpty();
    }

    @Seeded(cases = 10)
    void aPausedObserverHoldsNobodyDead(long seed) {
        Detectors detectors = Detectors.met(4, seed);
        detectors.cluster.pause(id(1));
        detectors.time.advance(Duration.ofMinutes(2));
        assertThat(detectors.all(id(1), Liveness.DEAD)).as("of the paused one").isTrue();
        detectors.cluster.resume(id(1));
        detectors.time.advance(Duration.ofSeconds(2));
        assertThat(detectors.changes)
                .as("what the paused one said of others")
                .noneMatch(change -> change.observer().equals(id(1)));
        assertThat(detectors.all(id(1), Liveness.ALIVE)).isTrue();
    }

    @Seeded(cases = 10)
    void oneWaySilenceIsBridgedByRelays(long seed) {
        Detectors detectors = Detectors.met(4, seed);
        detectors.cluster.cut(id(1), id(2));
        detectors.cluster.cut(id(1), id(3));
        detectors.time.advance(Duration.ofMinutes(5));
        assertThat(detectors.changes).isEmpty();
    }

    @Seeded(cases = 10)
    void whoIsHeardByNobodyIsDeadAlthoughItHearsAll(long seed) {
        Detectors detectors = Detectors.met(3, seed);
        detectors.cluster.cut(id(1), id(2));
        detectors.cluster.cut(id(1), id(3));
        assertThat(detectors.time.runUntil(() -> detectors.all(id(1), Liveness.DEAD), FIVE_SECONDS))
                .isTrue();
        detectors.time.advance(Duration.ofMinutes(1));
        assertThat(detectors.opinion(id(1), id(2))).isEqualTo(Liveness.ALIVE);
        assertThat(detectors.opinion(id(1), id(3))).isEqualTo(Liveness.ALIVE);
    }

    @Seeded(cases = 10)
    void bothSidesOfAPartitionHoldTheOtherDeadAndMeetAgainWhenItHeals(long seed) {
        Detectors detectors = Detectors.met(5, seed);
        for (int left = 1; left <= 2; left++) {
            for (int right = 3; right <= 5; right++) {
                detectors.cluster.cut(id(left), id(right));
                detectors.cluster.cut(id(right), id(left));
            }
        }
        detectors.time.advance(Duration.ofMinutes(3));
        assertThat(detectors.opinion(id(1), id(2))).isEqualTo(Liveness.ALIVE);
        assertThat(detectors.opinion(id(1), id(4))).isEqualTo(Liveness.DEAD);
        assertThat(detectors.opinion(id(5), id(2))).isEqualTo(Liveness.DEAD);
        detectors.cluster.heal();
        detectors.time.advance(Duration.ofSeconds(3));
        for (int node = 1; node <= 5; node++) {
            assertThat(detectors.all(id(node), Liveness.ALIVE)).isTrue();
        }
    }

    @Seeded(cases = 5)
    void aMemberThatNeverStartedIsFoundDead(long seed) {
        Detectors detectors = new Detectors(3, seed);
        detectors.cluster.kill(id(3));
        detectors.time.advance(Duration.ofSeconds(9));
        assertThat(detectors.all(id(3), Liveness.UNKNOWN)).isTrue();
        detectors.time.advance(Duration.ofSeconds(3));
        assertThat(detectors.all(id(3), Liveness.DEAD)).isTrue();
        assertThat(detectors.opinion(id(1), id(2))).isEqualTo(Liveness.ALIVE);
    }

    @Seeded(cases = 20)
    void mangledMessagesNeverThrowAndTheClusterRecovers(long seed) {
        Detectors detectors = Detectors.met(3, seed);
        Random random = new Random(seed);
        detectors.cluster.eavesdropper =
                message -> {
                    byte[] mangled = message.clone();
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        mangled[random.nextInt(mangled.length)] = (byte) random.nextInt();
                    }
                    detectors.cluster.part(new NodeId("n1")).receive(new NodeId("n2"), mangled);
                };
        detectors.time.advance(Duration.ofSeconds(30));
        detectors.cluster.eavesdropper = message -> {};
        detectors.time.advance(Duration.ofSeconds(30));
        for (int node = 1; node <= 3; node++) {
            assertThat(detectors.all(id(node), Liveness.ALIVE)).as("n%d", node).isTrue();
        }
    }
}
