package dev.cairn.replication.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.sim.SimulatedDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTableTest {
    private final SimulatedDirectory directory = new SimulatedDirectory();
    private final List<String> events = new ArrayList<>();

    private RoundTable open(boolean fresh) throws IOException {
        return RoundTable.open(
                directory, fresh, Runnable::run, event -> events.add(event.message()));
    }

    @Test
    void whatWasEnteredIsKnownToTheNextProcess() throws IOException {
        RoundTable table = open(true);
        assertThat(table.raise(List.of(new SliceRound(7, new Round(3, 99))))).hasSize(1);
        List<Boolean> saved = new ArrayList<>();
        table.save(saved::add);
        assertThat(saved).containsExactly(true);
        RoundTable next = open(false);
        assertThat(next.isKnown()).isTrue();
        assertThat(next.of(7)).isEqualTo(new Round(3, 99));
        assertThat(next.of(8)).isEqualTo(Round.FIRST);
    }

    @Test
    void aRoundOnlyRises() throws IOException {
        RoundTable table = open(true);
        table.raise(List.of(new SliceRound(7, new Round(3, 99))));
        assertThat(table.raise(List.of(new SliceRound(7, new Round(3, 100))))).isEmpty();
        assertThat(table.raise(List.of(new SliceRound(7, new Round(2, 100))))).isEmpty();
        assertThat(table.of(7)).isEqualTo(new Round(3, 99));
    }

    @Test
    void aNodeThatDoesNotKnowTheRoundsTakesNothingUntilItIsTold() throws IOException {
        RoundTable table = open(false);
        assertThat(table.isKnown()).isFalse();
        assertThat(table.isTaken(7, 100)).isFalse();
        table.learn(List.of(new SliceRound(7, new Round(3, 99))));
        assertThat(table.isTaken(7, 2)).isTrue();
        assertThat(open(false).of(7).number()).isEqualTo(3);
    }

    @Test
    void aDamagedFileIsAskedForAnew() throws IOException {
        open(true);
        directory.delete(RoundFile.NAME);
        try (var file = directory.create(RoundFile.NAME)) {
            file.write(ByteBuffer.wrap(new byte[40]));
        }
        assertThat(open(false).isKnown()).isFalse();
        assertThat(events).hasSize(1);
    }
}
