package dev.cairn.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.testkit.cluster.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultReportTest {
    private static final Duration DETECTION = Duration.ofSeconds(4);

    private static StepReport step(Optional<Duration> detection, long failingMillis) {
        return new StepReport(
                "step",
                Duration.ofSeconds(10),
                detection,
                100,
                failingMillis > 0 ? 1 : 0,
                Duration.ofMillis(failingMillis),
                Duration.ZERO);
    }

    private static List<String> wrong(Verdict verdict, StepReport... steps) {
        return new FaultReport(List.of(steps), verdict, 50).wrong();
    }

    @Test
    void requestsMayFailForAsLongAsDetectionTakesAndNoLonger() {
        Verdict well = new Verdict(List.of(), List.of());
        StepReport pause = step(Optional.of(DETECTION), 3_900);
        assertThat(wrong(well, pause, step(Optional.empty(), 0))).isEmpty();
        assertThat(wrong(well, pause, step(Optional.empty(), 4_100)))
                .singleElement()
                .asString()
                .contains("for longer than detection takes")
                .contains("4.10 s");
        assertThat(wrong(well, step(Optional.empty(), 1))).hasSize(1);
    }

    @Test
    void whatTheCheckOfTheWritesFindsIsWrongToo() {
        Verdict diverged = new Verdict(List.of(), List.of(new Key("b", Bytes.utf8("k"))));
        assertThat(wrong(diverged)).containsExactly("replicas differ: b/k");
    }
}
