package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.WriteResult;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.WireReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * CORRECTNESS rule 1: a dot is never minted twice. Each story loses a write when its part of the
 * rule is off; two are told that way too. Where a node comes back with less than it had, and
 * nothing noticed it, others that saw more of it say nothing of that here: {@link OldCopyTest} lets
 * them.
 */
class DotsTest {
    private final TestCluster cluster = TestCluster.of(3);
    private final Key key = cluster.keyOwnedBy(1);

    private List<String> heldBy(int node) {
        return cluster.explain(node, key).replicas().stream()
                .filter(replica -> replica.node().equals(TestCluster.n(node)))
                .flatMap(replica -> replica.versions().stream())
                .map(version -> version.value().utf8())
                .toList();
    }

    @Test
    void aNodeThatLostItsCopyDoesNotCountFromOneAgain() {
        Mutations.withoutSightings(cluster.network());
        cluster.put(1, cluster.keyOwnedBy(2), "of another key");
        cluster.settle();
        int kept = cluster.node(1).disk().log().size();
        cluster.put(1, key, "before");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).disk().cutTo(kept);
        cluster.node(1).restart();
        cluster.put(1, key, "after");
        cluster.settle();
        assertThat(heldBy(2)).containsExactlyInAnyOrder("before", "after");
    }

    @Test
    void withoutTheNumberOfItsEpochItDoes() throws IOException {
        Mutations.withoutSightings(cluster.network());
        cluster.put(1, key, "before");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).disk().cutTo(0);
        cluster.node(1).simulatedDirectory().delete("epochs");
        cluster.node(1).simulatedDirectory().delete("whole");
        cluster.node(1).restart();
        cluster.put(1, key, "after");
        cluster.settle();
        assertThat(Minted.twice(cluster)).hasSize(1);
        assertThat(heldBy(2)).as("one of two acknowledged writes is lost").hasSize(1);
    }

    @Test
    void aDotThatLeftBeforeItsRecordWasWrittenIsMintedAgain() {
        cluster.put(1, key, "before");
        cluster.settle();
        cluster.node(1).engine().forgetWrites(1);
        cluster.put(1, key, "lost at n1");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).restart();
        cluster.put(1, key, "after");
        cluster.settle();
        assertThat(Minted.twice(cluster)).hasSize(1);
        assertThat(heldBy(2)).as("one of two acknowledged writes is lost").hasSize(1);
    }

    /** n1 acknowledges a write that it has not synced, dies, and goes on without it. */
    private void loseWhatIsNotSynced(Consumer<TestNode> death) {
        cluster.put(1, key, "synced");
        cluster.settle();
        int synced = cluster.node(1).disk().log().size();
        cluster.node(1).engine().stopSyncs();
        cluster.put(1, key, "lost at n1");
        cluster.settle();
        death.accept(cluster.node(1));
        cluster.node(1).disk().cutTo(synced);
        cluster.node(1).restart();
        cluster.put(1, key, "after");
        cluster.settle();
    }

    @Test
    void afterAPowerLossANodeDoesNotCountOnFromACopyThatMayLackItsLastWrites() {
        loseWhatIsNotSynced(TestNode::losePower);
        assertThat(heldBy(2)).containsExactlyInAnyOrder("lost at n1", "after");
    }

    @Test
    void whereAPowerLossIsTakenForADeathOfTheProcessItDoes() {
        loseWhatIsNotSynced(TestNode::kill);
        assertThat(Minted.twice(cluster)).hasSize(1);
        assertThat(heldBy(2)).as("one of two acknowledged writes is lost").hasSize(1);
    }

    @Test
    void aTornLogTailIsTakenForLostWritesOfTheSameBoot() {
        cluster.put(1, key, "first");
        cluster.put(1, key, "torn off at n1");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).disk().tearOff(1);
        cluster.node(1).restart();
        cluster.put(1, key, "after");
        cluster.settle();
        assertThat(heldBy(2)).containsExactlyInAnyOrder("torn off at n1", "after");
    }

    @Test
    void whenTheEpochsFileIsMissingNoEntryIsCountedOn() throws IOException {
        Mutations.withoutSightings(cluster.network());
        cluster.put(1, key, "first");
        cluster.put(1, key, "lost at n1");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).disk().cutTo(1);
        cluster.node(1).simulatedDirectory().delete("epochs");
        cluster.node(1).restart();
        cluster.put(1, key, "after");
        cluster.settle();
        assertThat(heldBy(2)).containsExactlyInAnyOrder("lost at n1", "after");
        assertThat(cluster.events()).anyMatch(event -> event.contains("the epochs file is lost"));
    }

    @Test
    void whenTheEpochsFileIsDamagedNoEntryIsCountedOn() throws IOException {
        Mutations.withoutSightings(cluster.network());
        cluster.put(1, key, "first");
        cluster.put(1, key, "lost at n1");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).disk().cutTo(1);
        cluster.node(1).simulatedDirectory().flipBit("epochs", 9, 3);
        cluster.node(1).restart();
        cluster.put(1, key, "after");
        cluster.settle();
        assertThat(heldBy(2)).containsExactlyInAnyOrder("lost at n1", "after");
    }

    @Test
    void aContextThatKnowsMoreOfThisNodeThanItsOwnCopyOpensANewEpoch() {
        Mutations.withoutSightings(cluster.network());
        cluster.put(1, key, "first");
        WriteResult second = cluster.put(1, key, "lost at n1");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).disk().cutTo(1);
        cluster.node(1).restart();
        cluster.put(1, key, "after", second.context());
        cluster.settle();
        assertThat(heldBy(2)).containsExactly("after");
    }

    @Test
    void aDotWhoseWriteTheDiskRefusedIsNotMintedAgain() {
        cluster.put(1, key, "first");
        cluster.settle();
        cluster.node(1).engine().readOnly(true);
        cluster.await(cluster.startPut(1, TestCluster.request(key, "refused", Optional.empty())));
        cluster.node(1).engine().readOnly(false);
        assertThat(cluster.put(1, key, "after").clock().counters()).containsOnlyKeys("n1", "n1#2");
    }

    @Test
    void aKilledProcessAndACleanStopCountOn() {
        cluster.put(1, key, "1");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).restart();
        assertThat(cluster.put(1, key, "2").clock().counters())
                .containsOnlyKeys("n1")
                .containsEntry("n1", 2L);
        cluster.settle();
        cluster.node(1).stop();
        cluster.node(1).reboot();
        cluster.node(1).restart();
        assertThat(cluster.put(1, key, "3").clock().counters())
                .containsOnlyKeys("n1")
                .containsEntry("n1", 3L);
    }

    @Test
    void aKilledProcessOnARestartedMachineDoesNotCountOn() {
        cluster.put(1, key, "1");
        cluster.settle();
        cluster.node(1).kill();
        cluster.node(1).reboot();
        cluster.node(1).restart();
        assertThat(cluster.put(1, key, "2").clock().counters()).containsOnlyKeys("n1", "n1#2");
    }

    @Test
    void aRecordIsInTheKernelBeforeItsDotLeavesTheNode() {
        int[] checked = {0};
        cluster.network()
                .onSend((from, frame) -> {
                    if (frame.kind() == 0x20) {
                        byte[] payload = new byte[frame.size()];
                        frame.writeTo(MemorySegment.ofArray(payload));
                        WireReader reader = new WireReader(MemorySegment.ofArray(payload));
                        reader.u8();
                        reader.i64();
                        reader.varint();
                        reader.varint();
                        reader.varint();
                        reader.slice();
                        Bytes item = reader.bytes();
                        assertThat(cluster.node(from).disk().log())
                                .extracting(TestDisk.Entry::value)
                                .contains(item);
                        for (Version version : ItemCodec.decode(item.segment()).versions()) {
                            assertThat(version.dot().actor().node()).isEqualTo(from);
                            checked[0]++;
                        }
                    }
                });
        cluster.put(1, key, "v");
        assertThat(checked[0]).isEqualTo(2);
    }

    @Test
    void keysNeverSeenBeforeEachGetAnEpochOfTheirOwnAndReadsGetNone() {
        Key other = new Key("default", Bytes.utf8("other"));
        cluster.put(1, key, "v");
        cluster.get(1, other);
        cluster.world().time().advance(Duration.ofSeconds(1));
        cluster.put(1, other, "v");
        List<Long> epochs =
                cluster.node(1).disk().log().stream()
                        .flatMap(entry ->
                                ItemCodec.decodeStored(entry.value().segment()).versions().stream())
                        .map(version -> version.dot().actor().epoch())
                        .toList();
        assertThat(epochs).containsExactly(1L, 2L);
        assertThat(values(cluster.get(2, other))).containsExactly("v");
    }
}
