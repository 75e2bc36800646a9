package dev.cairn.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.Transfers.Progress;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WholenessTest {
    private static final NodeId SELF = new NodeId("n1");
    private static final long STORAGE = 7;

    private final SimulatedDirectory directory = new SimulatedDirectory();
    private final List<Event> events = new ArrayList<>();

    private Wholeness open(Topology topology, boolean empty) throws IOException {
        return Wholeness.open(
                directory, SELF, STORAGE, topology, empty, Runnable::run, events::add);
    }

    private static Topology topology(long epoch, long storage, MemberState state) {
        Address address = new Address("n1", 4700);
        Member self = new Member(SELF, storage, address, Zone.DEFAULT, 1, state);
        return new Topology(new ClusterId(1), epoch, List.of(self));
    }

    private static Topology present(long epoch) {
        return topology(epoch, STORAGE, MemberState.ACTIVE);
    }

    @Test
    void aFirstMemberOfANewClusterIsWholeAndStaysSo() throws IOException {
        assertThat(open(topology(1, 0, MemberState.ACTIVE), true).isWhole(3, 3)).isTrue();
        assertThat(open(present(9), true).isWhole(3, 3)).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void aNewDirectoryOfAMemberThatOwnsIsNot() throws IOException {
        Wholeness wholeness = open(present(9), true);
        assertThat(wholeness.isLost()).isTrue();
        assertThat(wholeness.isWhole(3, 3)).isFalse();
        assertThat(wholeness.isEmptied()).as("it was never another").isFalse();
        assertThat(events).hasSize(1);
    }

    @Test
    void aNewDirectoryOfAJoinerIs() throws IOException {
        assertThat(open(topology(9, STORAGE, MemberState.JOINING), true).isWhole(3, 3)).isTrue();
    }

    @Test
    void aDirectoryOfBeforeThereWasTheFileIs() throws IOException {
        assertThat(open(present(9), false).isWhole(3, 3)).isTrue();
    }

    @Test
    void whatArrivedIsWholeInLaterProcessesToo() throws IOException {
        Wholeness wholeness = open(present(9), true);
        wholeness.arrived(3, List.of(4), wholeness.asOf());
        Wholeness again = open(present(10), false);
        assertThat(again.isWhole(4, 3)).isTrue();
        assertThat(again.isWhole(5, 3)).isFalse();
        assertThat(again.isWhole(4, 5)).isFalse();
    }

    @Test
    void whatIsDamagedIsMissingFromTheSlicesThatItTouchesAlsoAfterARestart() throws IOException {
        Wholeness wholeness = open(topology(9, STORAGE, MemberState.ACTIVE), false);
        assertThat(wholeness.isWhole(4, 3)).isTrue();
        wholeness.damaged(BitSet.valueOf(new long[] {0b1_0000}), Set.of(3));
        wholeness.mended();
        assertThat(wholeness.isWhole(4, 3)).isFalse();
        assertThat(wholeness.isWhole(5, 3)).isTrue();
        Wholeness again = open(present(9), false);
        assertThat(again.isWhole(4, 3)).isFalse();
        assertThat(again.isWhole(5, 3)).isTrue();
        again.arrived(3, List.of(4), again.asOf());
        assertThat(open(present(9), false).isWhole(4, 3)).isTrue();
    }

    @Test
    void whatWasReadBeforeDamageWasOutIsNotTakenForWhole() throws IOException {
        Wholeness wholeness = open(topology(9, STORAGE, MemberState.ACTIVE), false);
        long before = wholeness.asOf();
        wholeness.damaged(BitSet.valueOf(new long[] {1}), Set.of(3));
        wholeness.arrived(3, List.of(0), wholeness.asOf());
        assertThat(wholeness.isWhole(0, 3)).as("while it is taken out").isFalse();
        wholeness.mended();
        wholeness.arrived(3, List.of(0), before);
        assertThat(wholeness.isWhole(0, 3)).isFalse();
        wholeness.arrived(3, List.of(0), wholeness.asOf());
        assertThat(wholeness.isWhole(0, 3)).isTrue();
    }

    @Test
    void aStoreThatIsEmptyThoughSomethingWasWrittenIsLost() throws IOException {
        open(topology(1, 0, MemberState.ACTIVE), true).wrote();
        Wholeness again = open(present(9), true);
        assertThat(again.isWhole(3, 3)).isFalse();
        assertThat(again.isEmptied()).isTrue();
        assertThat(open(present(9), false).isWhole(3, 3)).as("and stays so").isFalse();
    }

    @Test
    void aStoreThatWasEmptyWhenTheNodeStoppedIsNot() throws IOException {
        Wholeness wholeness = open(topology(1, 0, MemberState.ACTIVE), true);
        wholeness.wrote();
        wholeness.closeEmpty();
        assertThat(open(present(9), true).isLost()).isFalse();
    }

    @Test
    void aNodeThatHasLeftMayBeEmpty() throws IOException {
        open(present(2), false);
        assertThat(open(topology(9, STORAGE, MemberState.LEFT), true).isLost()).isFalse();
    }

    @Test
    void aNodeThatTheClusterKnowsByAnotherDirectoryIsNotWhole() throws IOException {
        Topology elsewhere = topology(5, 8, MemberState.ACTIVE);
        Wholeness wholeness = open(topology(1, 0, MemberState.ACTIVE), true);
        assertThat(wholeness.follow(elsewhere)).isTrue();
        assertThat(wholeness.follow(elsewhere)).as("told once").isFalse();
        assertThat(wholeness.isWhole(3, 3)).isFalse();
        assertThat(wholeness.follow(present(6))).isFalse();
        assertThat(open(present(6), true).isWhole(3, 3)).isFalse();
    }

    /** A new directory begins under the founding topology, by which nothing is missing. */
    @Test
    void whatALaneCountedBeforeTheClusterNamedAnotherDirectoryTellsNothing() throws IOException {
        Wholeness wholeness = open(topology(1, 0, MemberState.ACTIVE), true);
        long before = wholeness.asOf();
        wholeness.progress(0, 1, Progress.NONE, before);
        assertThat(wholeness.progress()).isEqualTo(Progress.NONE);
        wholeness.follow(topology(5, 8, MemberState.ACTIVE));
        assertThat(wholeness.progress().slices()).isEqualTo(Slices.COUNT);
        wholeness.progress(0, 1, Progress.NONE, before);
        assertThat(wholeness.progress().slices()).isEqualTo(Slices.COUNT);
        Progress some = new Progress(4, 1, 10);
        wholeness.progress(0, 1, some, wholeness.asOf());
        assertThat(wholeness.progress()).isEqualTo(some);
    }

    @Test
    void aDamagedFileIsTakenForALostDisk() throws IOException {
        open(topology(1, 0, MemberState.ACTIVE), true);
        directory.flipBit(Wholeness.NAME, 5, 0);
        assertThat(open(present(9), false).isWhole(3, 3)).isFalse();
    }

    @Test
    void theLastLaneThatHasAllTellsIt() throws IOException {
        Wholeness wholeness = open(present(9), true);
        wholeness.progress(0, 2, new Progress(4, 4, 10), 0);
        wholeness.progress(1, 2, new Progress(6, 5, 10), 0);
        assertThat(wholeness.progress()).isEqualTo(new Progress(10, 9, 20));
        assertThat(events).hasSize(1);
        wholeness.progress(1, 2, new Progress(6, 6, 12), 0);
        assertThat(events).hasSize(2);
    }

    @Test
    void whatALaneCountedBeforeDamageCameToLightTellsNothing() throws IOException {
        Wholeness wholeness = open(present(9), true);
        Progress all = new Progress(4, 4, 10);
        long before = wholeness.asOf();
        wholeness.progress(0, 1, all, before);
        wholeness.damaged(BitSet.valueOf(new long[] {6}), Set.of(3));
        assertThat(wholeness.progress()).isEqualTo(new Progress(2, 0, 0));
        wholeness.progress(0, 1, all, before);
        wholeness.mended();
        wholeness.progress(0, 1, all, before);
        assertThat(wholeness.progress().arrived()).isZero();
        wholeness.progress(0, 1, all, wholeness.asOf());
        assertThat(wholeness.progress()).isEqualTo(all);
    }
}
