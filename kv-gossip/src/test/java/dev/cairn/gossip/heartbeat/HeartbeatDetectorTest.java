package dev.cairn.gossip.heartbeat;

import static dev.cairn.gossip.Cluster.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.heartbeat.HeartbeatMessage.Entry;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One detector, message by message. */
final class HeartbeatDetectorTest {
    private final Detectors detectors = Detectors.met(3, 1);
    private final Detectors.Node first = detectors.cluster.part(id(1));

    private void tell(NodeId from, Entry... entries) {
        first.receive(from, new HeartbeatMessage(List.of(entries)).encode());
    }

    private static Entry entry(int node, long incarnation, long counter, boolean missed) {
        return new Entry(id(node), new Heartbeat(incarnation, counter), missed);
    }

    private void killAndAwaitDeath(int node) {
        detectors.cluster.kill(id(node));
        detectors.time.runUntil(
                () -> detectors.all(id(node), Liveness.DEAD), Duration.ofSeconds(20));
    }

    @Test
    void aNewerHeartbeatBringsADeadMemberBackAtOnceFromWhomeverItComes() {
        killAndAwaitDeath(3);
        tell(id(2), entry(3, 1, 1, false));
        assertThat(detectors.opinion(id(1), id(3))).as("an old heartbeat").isEqualTo(Liveness.DEAD);
        tell(id(2), entry(3, 1, 1_000_000, false));
        assertThat(detectors.opinion(id(1), id(3))).as("a newer one").isEqualTo(Liveness.ALIVE);
    }

    @Test
    void aHeartbeatThatItsTellerMissesItselfIsNoSignOfLife() {
        killAndAwaitDeath(3);
        tell(id(2), entry(3, 1, 1_000_000, true));
        assertThat(detectors.opinion(id(1), id(3))).isEqualTo(Liveness.DEAD);
        tell(id(2), entry(3, 1, 999_999, false));
        assertThat(detectors.opinion(id(1), id(3)))
                .as("older than what is known now")
                .isEqualTo(Liveness.DEAD);
    }

    @Test
    void twoOpinionsDecideUnlessTheyAreAboutAnOlderHeartbeat() {
        Detectors four = Detectors.met(4, 1);
        for (long counter : new long[] {1, 1_000_000}) {
            for (int observer = 2; observer <= 3; observer++) {
                HeartbeatMessage opinion =
                        new HeartbeatMessage(List.of(entry(4, 1, counter, true)));
                assertThat(four.opinion(id(1), id(4))).isEqualTo(Liveness.ALIVE);
                four.cluster.part(id(1)).receive(id(observer), opinion.encode());
            }
        }
        assertThat(four.opinion(id(1), id(4))).isEqualTo(Liveness.DEAD);
    }

    @Test
    void oneObserverOfTwoOnlySuspects() {
        detectors.cluster.kill(id(2));
        detectors.cluster.kill(id(3));
        for (int beat = 0; beat < 60; beat++) {
            tell(id(2), entry(2, 1, 1_000 + beat, false));
            detectors.time.advance(HeartbeatConfig.DEFAULTS.interval());
        }
        assertThat(detectors.opinion(id(1), id(3))).isEqualTo(Liveness.SUSPECT);
        tell(id(2), entry(3, 1, 1_000, true));
        assertThat(detectors.opinion(id(1), id(3))).isEqualTo(Liveness.DEAD);
    }

    @Test
    void anOpinionExpires() {
        Detectors fresh = new Detectors(3, 1);
        fresh.cluster.kill(id(2));
        fresh.cluster.kill(id(3));
        Detectors.Node observer = fresh.cluster.part(id(1));
        Entry missed = new Entry(id(3), Heartbeat.NONE, true);
        observer.receive(id(2), new HeartbeatMessage(List.of(missed)).encode());
        for (int beat = 1; fresh.opinion(id(1), id(3)) == Liveness.UNKNOWN; beat++) {
            Entry alive = entry(2, 1, beat, false);
            observer.receive(id(2), new HeartbeatMessage(List.of(alive)).encode());
            fresh.time.advance(HeartbeatConfig.DEFAULTS.interval());
        }
        assertThat(fresh.now()).isGreaterThan(HeartbeatConfig.DEFAULTS.opinionLifetime());
        assertThat(fresh.opinion(id(1), id(3))).isEqualTo(Liveness.SUSPECT);
    }

    @Test
    void aMemberIsNoObserverOfItself() {
        detectors.cluster.kill(id(2));
        tell(id(3), entry(3, 1, 1_000_000, true), entry(2, 1, 1_000_000, false));
        detectors.time.advance(Duration.ofMillis(1));
        assertThat(detectors.opinion(id(1), id(3))).isNotEqualTo(Liveness.DEAD);
    }

    @Test
    void aNodeOutbidsAHeartbeatOfItsOwnThatItNeverSent() {
        tell(id(2), entry(1, 5, 9_000, false));
        List<Entry> sent = new ArrayList<>();
        detectors.cluster.eavesdropper =
                message ->
                        sent.addAll(
                                HeartbeatMessage.decode(MemorySegment.ofArray(message)).entries());
        first.tick();
        assertThat(sent.getFirst()).isEqualTo(entry(1, 5, 9_001, false));
    }

    @Test
    void messagesOfStrangersAreIgnored() {
        tell(new NodeId("stranger"), entry(3, 9, 9, false), entry(2, 9, 9, true));
        detectors.time.advance(Duration.ofSeconds(30));
        assertThat(detectors.changes).isEmpty();
    }

    @Test
    void aMessageStaysSmallInALargeClusterAndAllMembersTakeTurns() {
        Detectors large = new Detectors(1_000, 1);
        List<byte[]> sent = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            Entry known = entry(i, 1, 1, false);
            large.cluster.part(id(1)).receive(id(2), new HeartbeatMessage(List.of(known)).encode());
        }
        large.cluster.eavesdropper = sent::add;
        large.cluster.part(id(1)).tick();
        large.cluster.part(id(1)).tick();
        assertThat(sent)
                .allSatisfy(message ->
                        assertThat(message.length).isLessThanOrEqualTo(HeartbeatMessage.MAX_BYTES));
        assertThat(
                        sent.stream()
                                .flatMap(message ->
                                        HeartbeatMessage.decode(MemorySegment.ofArray(message))
                                                .entries()
                                                .stream())
                                .map(Entry::id)
                                .distinct())
                .hasSize(1_000);
    }

    @Test
    void settingsOutOfRangeAreRefusedByName() {
        HeartbeatConfig good = HeartbeatConfig.DEFAULTS;
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new HeartbeatConfig(
                                good.interval(),
                                0,
                                good.phiThreshold(),
                                good.minimumSilence(),
                                good.maximumSilence(),
                                good.opinionLifetime()))
                .withMessageContaining("fanout");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new HeartbeatConfig(
                                good.interval(),
                                3,
                                good.phiThreshold(),
                                good.interval(),
                                good.maximumSilence(),
                                good.opinionLifetime()))
                .withMessageContaining("minimum-silence");
    }
}
