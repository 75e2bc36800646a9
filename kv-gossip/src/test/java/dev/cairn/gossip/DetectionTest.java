package dev.cairn.gossip;

import static dev.cairn.gossip.Cluster.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.gossip.Detectors.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both detectors promise with the settings that ship, measured in virtual time. */
final class DetectionTest {
    private static final Duration LIMIT_OF_TEN = Duration.ofSeconds(5);
    private static final Duration LIMIT_OF_A_THOUSAND = Duration.ofSeconds(10);

    @ParameterizedTest
    @EnumSource
    void aCrashedNodeOfTenIsDeadEverywhereWithinFiveSeconds(Kind kind) {
        List<Duration> times = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            times.add(
                    Detectors.met(kind, 10, seed)
                            .timeToDeathEverywhere(id(1 + seed % 10), Duration.ofSeconds(20)));
        }
        report(kind, 10, times);
        assertThat(times).allMatch(time -> time.compareTo(LIMIT_OF_TEN) <= 0);
    }

    @ParameterizedTest
    @EnumSource
    void aCrashedNodeOfTwoHundredIsDeadEverywhereWithinTenSeconds(Kind kind) {
        crashes(kind, 200, 1);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void crashedNodesOfAThousandAreDeadEverywhereWithinTenSeconds(Kind kind) {
        crashes(kind, 1_000, 10);
    }

    private static void crashes(Kind kind, int size, int crashes) {
        Detectors detectors = new Detectors(kind, size, 1);
        detectors.time.advance(Duration.ofSeconds(20));
        assertThat(detectors.allAlive()).as("all have met").isTrue();
        List<Duration> times = new ArrayList<>();
        for (int crash = 1; crash <= crashes; crash++) {
            times.add(detectors.timeToDeathEverywhere(id(97 * crash), Duration.ofSeconds(40)));
        }
        report(kind, size, times);
        assertThat(times).allMatch(time -> time.compareTo(LIMIT_OF_A_THOUSAND) <= 0);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsHeldDeadWhoLivesInTwoMinutesOfTrouble(Kind kind) {
        assertNoFalseDeath(kind, Duration.ofMinutes(2));
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void nobodyIsHeldDeadWhoLivesInADayOfTrouble(Kind kind) {
        assertNoFalseDeath(kind, Duration.ofHours(24));
    }

    /** A hundred nodes, 5 % loss, one that pauses 3 s every minute, one behind a slow network. */
    private static void assertNoFalseDeath(Kind kind, Duration span) {
        Detectors detectors = new Detectors(kind, 100, 1);
        detectors.cluster.loss = 0.05;
        detectors.cluster.slow(id(20), Duration.ofSeconds(1));
        detectors.keepOnlyDeaths = true;
        detectors.time.advance(Duration.ofSeconds(30));
        detectors.cluster.pauseEvery(Duration.ofMinutes(1), id(10), Duration.ofSeconds(3));
        detectors.time.advance(span);
        System.out.printf(
                "%s: %d false deaths in %d minutes at 100 nodes, %.0f bytes/s a node%n",
                kind,
                detectors.changes.size(),
                span.toMinutes(),
                detectors.cluster.bytesSent / 100.0 / span.toSeconds());
        assertThat(detectors.changes).isEmpty();
    }

    private static void report(Kind kind, int size, List<Duration> times) {
        List<Duration> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        System.out.printf(
                "%s: a crash among %d is known everywhere after %d ms (median), %d ms (worst of %d)%n",
                kind,
                size,
                sorted.get(sorted.size() / 2).toMillis(),
                sorted.getLast().toMillis(),
                sorted.size());
    }
}
