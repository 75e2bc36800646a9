package dev.cairn.gossip.heartbeat;

import static dev.cairn.gossip.Cluster.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.Cluster;
import dev.cairn.gossip.Detectors;
import dev.cairn.gossip.Detectors.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One detector, message by message. */
final class HeartbeatDetectorTest {
    private final Detectors detectors = Detectors.met(Kind.HEARTBEAT, 3, 1);
    private final Detectors.Node first = detectors.cluster.part(id(1));

    private void tell(NodeId from, Entry... entries) {
        first.receive(from, Entry.message(from, List.of(entries)));
    }

    private static Entry entry(int node, long incarnation, long counter, boolean missed) {
        Standing standing = missed ? Standing.MISSED : Standing.HEARD;
        return new Entry(id(node), incarnation, counter, standing);
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
        Detectors four = Detectors.met(Kind.HEARTBEAT, 4, 1);
        for (long counter : new long[] {1, 1_000_000}) {
            for (int observer = 2; observer <= 3; observer++) {
                byte[] opinion = Entry.message(id(observer), List.of(entry(4, 1, counter, true)));
                assertThat(four.opinion(id(1), id(4))).isEqualTo(Liveness.ALIVE);
                four.cluster.part(id(1)).receive(id(observer), opinion);
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
        Detectors fresh = new Detectors(Kind.HEARTBEAT, 3, 1);
        fresh.cluster.kill(id(2));
        fresh.cluster.kill(id(3));
        Detectors.Node observer = fresh.cluster.part(id(1));
        observer.receive(id(2), Entry.message(id(2), List.of(entry(3, 0, 0, true))));
        for (int beat = 1; fresh.opinion(id(1), id(3)) == Liveness.UNKNOWN; beat++) {
            Entry alive = entry(2, 1, beat, false);
            observer.receive(id(2), Entry.message(id(2), List.of(alive)));
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
                message -> sent.addAll(Entry.read(message, List.of(id(1))));
        first.tick();
        assertThat(sent.getFirst()).isEqualTo(entry(1, 5, 9_001, false));
    }

    @Test
    void messagesOfStrangersAreIgnored() {
        tell(id(9), entry(3, 9, 9, false), entry(2, 9, 9, true));
        detectors.time.advance(Duration.ofSeconds(30));
        assertThat(detectors.changes).isEmpty();
    }

    @Test
    void whoKnowsNewerAnswersADoubtAtOnce() {
        List<Entry> sent = new ArrayList<>();
        detectors.cluster.eavesdropper =
                message -> sent.addAll(Entry.read(message, List.of(id(3))));
        tell(id(2), new Entry(id(3), 1, 1, Standing.HEARD));
        assertThat(sent).as("an old heartbeat that nobody doubts").isEmpty();
        tell(id(2), new Entry(id(3), 1, 1, Standing.DOUBTED));
        assertThat(sent).as("the newer one").hasSize(1);
        tell(id(2), new Entry(id(3), 1, 1_000_000, Standing.DOUBTED));
        assertThat(sent).as("nothing newer is known").hasSize(1);
    }

    @Test
    void aMessageStaysSmallInALargeClusterAndAllMembersTakeTurns() {
        Detectors large = new Detectors(Kind.HEARTBEAT, 1, 1);
        Detectors.Node only = large.cluster.part(id(1));
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            members.add(Cluster.member(i));
        }
        only.members(members);
        for (int i = 2; i <= 1_000; i++) {
            only.receive(id(i), Entry.message(id(i), List.of(entry(i, 1, 1, false))));
        }
        List<NodeId> all = members.stream().map(Member::id).toList();
        List<byte[]> sent = new ArrayList<>();
        only.mail = (to, message) -> sent.add(message);
        for (int tick = 0; tick < 4; tick++) {
            only.tick();
        }
        assertThat(sent)
                .allSatisfy(message -> assertThat(message.length).isLessThanOrEqualTo(4 * 1024));
        Set<NodeId> named = new HashSet<>();
        sent.forEach(message -> Entry.read(message, all).forEach(entry -> named.add(entry.id())));
        assertThat(named).hasSize(1_000);
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
