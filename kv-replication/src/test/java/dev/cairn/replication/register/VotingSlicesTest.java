package dev.cairn.replication.register;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.event.Event;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VotingSlicesTest {
    private final SimulatedDirectory directory = new SimulatedDirectory();
    private final List<Event> events = new ArrayList<>();

    private VotingSlices open() throws IOException {
        return VotingSlices.open(directory, Runnable::run, events::add);
    }

    @Test
    void aNewDirectoryVotesOnNothing() throws IOException {
        assertThat(open().isWhole(0, 3)).isFalse();
    }

    @Test
    void whatArrivedIsKnownToTheNextProcessByTheNumberOfCopies() throws IOException {
        open().arrived(3, List.of(1, 65_535));
        VotingSlices again = open();
        assertThat(again.isWhole(1, 3)).isTrue();
        assertThat(again.isWhole(65_535, 3)).isTrue();
        assertThat(again.isWhole(2, 3)).isFalse();
        assertThat(again.isWhole(1, 5)).isFalse();
        assertThat(again.kinds()).containsExactly(3);
    }

    @Test
    void whatIsNotOwnedAnyMoreIsForgottenLaneByLane() throws IOException {
        VotingSlices slices = open();
        slices.arrived(3, List.of(4, 5, 6));
        slices.keep(3, 0, 2, slice -> slice == 4);
        assertThat(slices.whole(3).stream()).containsExactly(4, 5);
        assertThat(open().whole(3).stream()).containsExactly(4, 5);
    }

    @Test
    void aDamagedFileIsNoVote() throws IOException {
        open().arrived(3, List.of(1));
        directory.flipBit(VotingSlices.NAME, 20, 1);
        assertThat(open().isWhole(1, 3)).isFalse();
        assertThat(events).isNotEmpty();
    }
}
