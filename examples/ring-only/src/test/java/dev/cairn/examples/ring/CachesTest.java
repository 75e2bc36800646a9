package dev.cairn.examples.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Runs the example as its README does. */
final class CachesTest {
    @Test
    void itTellsWhereKeysLiveWhatMovesAndWhoStandsIn() {
        PrintStream terminal = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Caches.main(new String[0]);
        } finally {
            System.setOut(terminal);
        }
        terminal.print(printed.toString(StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(10)
                .anySatisfy(line -> assertThat(line).matches("alice lives on \\[.*berlin.*\\]"))
                .anySatisfy(line ->
                        assertThat(line).matches("berlin-1 sends [1-9][0-9]+ slices to berlin-4"))
                .anySatisfy(line -> assertThat(line).matches("[0-9.]+ % of all copies move"))
                .anySatisfy(line -> assertThat(line).matches("when .* stands in for alice"));
    }
}
