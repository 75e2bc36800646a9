package dev.cairn.bench.served;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final List<String> runs = new ArrayList<>();
    private final ServedTable table = new ServedTable(List.of("fast", "slow"));

    /** Does so many a second, spends a microsecond of processor time and 7 bytes on each. */
    private final class Known implements Contender {
        private final String name;
        private final double perSecond;
        private long done;

        Known(String name, double perSecond) {
            this.name = name;
            this.perSecond = perSecond;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public double run(long requests) {
            runs.add(name + " " + requests);
            done += requests;
            return perSecond;
        }

        @Override
        public double processorSeconds() {
            return done * 1e-6;
        }

        @Override
        public long allocatedBytes() {
            return 7 * done;
        }
    }

    private final Comparison comparison =
            new Comparison(
                    table, "GET", List.of(new Known("fast", 50_000), new Known("slow", 20_000)));

    @Test
    void allGetWhatTheSlowestDoesInThatTimeAndAQuarterOfItBefore()
            throws IOException, InterruptedException {
        comparison.calibrate(3);
        runs.clear();
        comparison.measure(0);
        comparison.measure(1);
        assertThat(runs)
                .containsExactly(
                        "fast 15000",
                        "fast 60000",
                        "slow 15000",
                        "slow 60000",
                        "slow 15000",
                        "slow 60000",
                        "fast 15000",
                        "fast 60000");
    }

    @Test
    void onlyTheMeasuredRunCounts() throws IOException, InterruptedException {
        comparison.calibrate(3);
        comparison.measure(0);
        assertThat(table.toString().lines().toList().get(1))
                .contains("50.0 k/s   1.00 µs", "20.0 k/s   1.00 µs", "2.50×", "7 B");
    }
}
