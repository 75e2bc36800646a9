package dev.cairn.gossip;

import static dev.cairn.gossip.Cluster.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.Detectors.Kind;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.Random;

/** Whole clusters with the shipping defaults, in virtual time; told for each detector. */
public abstract class DetectorStories {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final Kind kind;

    protected DetectorStories(Kind kind) {
        this.kind = kind;
    }

    private Detectors met(int size, long seed) {
        return Detectors.met(kind, size, seed);
    }

    @Seeded(cases = 30)
    void aKilledNodeOfThreeIsDeadAtBothOthersWithinFiveSeconds(long seed) {
        Detectors detectors = met(3, seed);
        detectors.cluster.kill(id(3));
        assertThat(detectors.time.runUntil(() -> detectors.all(id(3), Liveness.DEAD), FIVE_SECONDS))
                .isTrue();
        assertThat(detectors.deaths())
                .allSatisfy(death -> assertThat(death.about()).isEqualTo(id(3)));
    }

    @Seeded(cases = 10)
    void aKilledNodeOfTenIsDeadEverywhereWithinFiveSeconds(long seed) {
        Detectors detectors = met(10, seed);
        detectors.cluster.kill(id(4));
        assertThat(detectors.time.runUntil(() -> detectors.all(id(4), Liveness.DEAD), FIVE_SECONDS))
                .isTrue();
    }

    @Seeded(cases = 10)
    void ofTwoNodesTheOtherAloneDecides(long seed) {
        Detectors detectors = met(2, seed);
        detectors.cluster.kill(id(2));
        assertThat(detectors.time.runUntil(() -> detectors.all(id(2), Liveness.DEAD), FIVE_SECONDS))
                .isTrue();
    }

    @Seeded(cases = 10)
    void aNodeThatReturnsIsAliveEverywhereWithinASecond(long seed) {
        Detectors detectors = met(5, seed);
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
        Detectors detectors = met(3, seed);
        detectors.cluster.loss = 0.05;
        detectors.time.advance(Duration.ofHours(6));
        assertThat(detectors.deaths()).isEmpty();
    }

    @Seeded(cases = 3)
    void aNodeThatPausesThreeSecondsEveryMinuteIsNeverDead(long seed) {
        Detectors detectors = met(5, seed);
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
        Detectors detectors = met(4, seed);
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
        Detectors detectors = met(4, seed);
        detectors.cluster.cut(id(1), id(2));
        detectors.cluster.cut(id(1), id(3));
        detectors.time.advance(Duration.ofMinutes(5));
        assertThat(detectors.changes).isEmpty();
    }

    @Seeded(cases = 10)
    void whoIsHeardByNobodyIsDeadAlthoughItHearsAll(long seed) {
        Detectors detectors = met(3, seed);
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
        Detectors detectors = met(5, seed);
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
        Detectors detectors = new Detectors(kind, 3, seed);
        detectors.cluster.kill(id(3));
        detectors.time.advance(Duration.ofSeconds(6));
        assertThat(detectors.all(id(3), Liveness.UNKNOWN)).isTrue();
        assertThat(
                        detectors.time.runUntil(
                                () -> detectors.all(id(3), Liveness.DEAD), Duration.ofSeconds(8)))
                .isTrue();
        assertThat(detectors.opinion(id(1), id(2))).isEqualTo(Liveness.ALIVE);
    }

    @Seeded(cases = 10)
    void whoLeavesIsDeadAtOnceWithoutSuspicionAndAliveWhenItReturns(long seed) {
        Detectors detectors = met(10, seed);
        detectors.cluster.loss = 0.05;
        detectors.cluster.part(id(7)).detector.leave();
        detectors.cluster.kill(id(7));
        assertThat(
                        detectors.time.runUntil(
                                () -> detectors.all(id(7), Liveness.DEAD), Duration.ofSeconds(2)))
                .isTrue();
        detectors.time.advance(Duration.ofMinutes(2));
        assertThat(detectors.all(id(7), Liveness.DEAD)).as("it stays so").isTrue();
        assertThat(detectors.changes)
                .filteredOn(change -> change.about().equals(id(7)))
                .allMatch(change -> change.to() == Liveness.DEAD);
        detectors.cluster.start(id(7));
        assertThat(
                        detectors.time.runUntil(
                                () -> detectors.all(id(7), Liveness.ALIVE), Duration.ofSeconds(5)))
                .isTrue();
    }

    @Seeded(cases = 10)
    void whoUsesATakenNameIsRefusedAndToldSo(long seed) {
        Detectors detectors = met(3, seed);
        Detectors.Node impostor = detectors.impostor(id(3), 666);
        detectors.time.advance(Duration.ofSeconds(5));
        assertThat(detectors.cluster.part(id(1)).refusals).containsExactly("n3 from 666");
        assertThat(impostor.refusals).contains("n3 from 666");
        assertThat(detectors.changes)
                .as("what the others think")
                .noneMatch(change -> !change.observer().equals(id(3)));
    }

    @Seeded(cases = 10)
    void messagesOfAnotherClusterAreIgnored(long seed) {
        Detectors detectors = met(3, seed);
        detectors.cluster.eavesdropper =
                message -> {
                    byte[] foreign = message.clone();
                    foreign[8] ^= 1;
                    detectors.cluster.part(id(1)).receive(id(2), foreign);
                };
        detectors.cluster.kill(id(2));
        detectors.cluster.cut(id(2), id(1));
        assertThat(detectors.time.runUntil(() -> detectors.all(id(2), Liveness.DEAD), FIVE_SECONDS))
                .as("foreign messages under its name do not keep it alive")
                .isTrue();
    }

    @Seeded(cases = 20)
    void mangledMessagesNeverThrowAndTheClusterRecovers(long seed) {
        Detectors detectors = met(3, seed);
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
