package dev.cairn.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.event.Event;
import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeSlicesTest {
    private final SimulatedDirectory directory = new SimulatedDirectory();
    private final List<Event> events = new ArrayList<>();

    private WholeSlices open() throws IOException {
        return WholeSlices.voting(directory, Runnable::run, events::add);
    }

    @Test
    void aNewDirectoryVotesOnNothing() throws IOException {
        assertThat(open().isWhole(0, 3)).isFalse();
    }

    @Test
    void whatArrivedIsKnownToTheNextProcessByTheNumberOfCopies() throws IOException {
        open().arrived(3, List.of(1, 65_535));
        WholeSlices again = open();
        assertThat(again.isWhole(1, 3)).isTrue();
        assertThat(again.isWhole(65_535, 3)).isTrue();
        assertThat(again.isWhole(2, 3)).isFalse();
        assertThat(again.isWhole(1, 5)).isFalse();
        assertThat(again.kinds()).containsExactly(3);
    }

    @Test
    void whatIsNotOwnedAnyMoreIsForgottenLaneByLane() throws IOException {
        WholeSlices slices = open();
        slices.arrived(3, List.of(4, 5, 6));
        slices.keep(3, 0, 2, slice -> slice == 4);
        assertThat(slices.whole(3).stream()).containsExactly(4, 5);
        assertThat(open().whole(3).stream()).containsExactly(4, 5);
    }

    @Test
    void theFileIsAsItIsDrawn() throws IOException {
        WholeSlices slices = open();
        slices.restart(1, true);
        slices.arrived(3, List.of(0, 9, 65_535));
        byte[] bytes = new byte[4 + 1 + 1 + 1 + 1 + 8192 + 4];
        try (var file = directory.open(WholeSlices.VOTING)) {
            assertThat(file.size()).isEqualTo(bytes.length);
            file.read(0, ByteBuffer.wrap(bytes));
        }
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(bytes, 0, 10))
                .isEqualTo("4341564f" + "02" + "03" + "01" + "03" + "0102");
        assertThat(hex.formatHex(bytes, 10, 8199)).isEqualTo("00".repeat(8189));
        assertThat(hex.formatHex(bytes, 8199, 8200)).isEqualTo("80");
        assertThat(open().flags()).isEqualTo(3);
        assertThat(open().isUsed()).isTrue();
    }

    @Test
    void aDirectoryThatForgotWhatItPromisedVotesOnNothingEver() throws IOException {
        open().arrived(3, List.of(1));
        open().bar();
        WholeSlices barred = open();
        barred.arrived(3, List.of(1, 2));
        assertThat(barred.isWhole(1, 3)).isFalse();
        assertThat(open().isWhole(2, 3)).isFalse();
    }

    @Test
    void aDamagedFileIsNoVote() throws IOException {
        open().arrived(3, List.of(1));
        directory.flipBit(WholeSlices.VOTING, 20, 1);
        assertThat(open().isWhole(1, 3)).isFalse();
        assertThat(events).isNotEmpty();
    }
}
