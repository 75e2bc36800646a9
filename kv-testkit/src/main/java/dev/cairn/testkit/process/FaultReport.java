package dev.cairn.testkit.process;

import dev.cairn.testkit.cluster.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a {@link FaultRun} has shown.
 *
 * @param steps what clients noticed, step by step
 * @param verdict whether all they wrote is there in the end, and the replicas are equal
 * @param acknowledged how many writes and deletes were
 */
public record FaultReport(List<StepReport> steps, Verdict verdict, long acknowledged) {
    /** Copies the list. */
    public FaultReport {
        steps = List.copyOf(steps);
    }

    /** The longest it took until every living node held a victim for dead. */
    public Duration detection() {
        return steps.stream()
                .flatMap(step -> step.detection().stream())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The longest stretch in which requests through nodes that lived failed. */
    public Duration failing() {
        return steps.stream()
                .map(StepReport::failing)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Everything that must not be, one line each. */
    public List<String> wrong() {
        List<String> lines = new ArrayList<>(verdict.wrong());
        for (StepReport step : steps) {
            if (step.failing().compareTo(detection()) > 0) {
                lines.add("requests failed for longer than detection takes: " + step);
            }
        }
        return lines;
    }
}
