package dev.cairn.bench.compare;

import dev.cairn.bench.workload.Workload;
import java.util.Optional;

/**
 * What we want our engine to show against another: at least or at most so many times its figure.
 *
 * @param times the bound
 * @param atLeast whether more is better
 */
record Goal(double times, boolean atLeast) {
    /** What is wanted of a figure against an engine, if anything is. */
    static Optional<Goal> of(Figure figure, String against) {
        return switch (against) {
            case "rocksdb" -> againstRocks(figure);
            case "lmdb" -> againstLmdb(figure);
            default -> Optional.empty();
        };
    }

    private static Optional<Goal> againstRocks(Figure figure) {
        return switch (figure.kind()) {
            case SPEED -> speedAgainstRocks(figure.workload());
            case DISK -> atMost(figure.workload() != Workload.FILLRANDOM);
            case WRITTEN -> atMost(figure.workload() == Workload.AMPLIFY);
            case P99 -> atMost(figure.workload() == Workload.PACED);
            case ANONYMOUS -> atMost(true);
            case OWN_PROCESSOR, PROCESSOR, MEMORY -> Optional.empty();
        };
    }

    private static Optional<Goal> atMost(boolean wanted) {
        return wanted ? Optional.of(new Goal(1, false)) : Optional.empty();
    }

    private static Optional<Goal> speedAgainstRocks(Workload workload) {
        return switch (workload) {
            case FILLSEQ,
                    FILLRANDOM,
                    OVERWRITE,
                    READRANDOM,
                    READRANDOM2,
                    READMISSING,
                    READMISSING2,
                    READRANDOM_COMPACTED,
                    READRANDOM2_COMPACTED,
                    READMISSING_COMPACTED,
                    SEEKRANDOM,
                    SEEKRANDOM_COMPACTED ->
                    least(2);
            case SCAN, SCAN_COMPACTED, READWHILEWRITING -> least(1.5);
            case FILLSYNC, FILLSYNC4, FILLSYNC16 -> least(1.2);
            case REPLAY -> least(5);
            case MIXED, PACED, COMPACT, AMPLIFY -> Optional.empty();
        };
    }

    /** LMDB does not pack what it keeps, and reads it where it lies. */
    private static Optional<Goal> againstLmdb(Figure figure) {
        if (figure.kind() != Figure.Kind.SPEED) {
            return Optional.empty();
        }
        return switch (figure.workload()) {
            case READRANDOM,
                    READRANDOM2,
                    READMISSING,
                    READMISSING2,
                    READRANDOM_COMPACTED,
                    READRANDOM2_COMPACTED,
                    READMISSING_COMPACTED,
                    SEEKRANDOM_COMPACTED ->
                    least(1);
            case SCAN, SCAN_COMPACTED -> least(0.5);
            default -> Optional.empty();
        };
    }

    private static Optional<Goal> least(double times) {
        return Optional.of(new Goal(times, true));
    }

    /** Whether a ratio is good enough. */
    boolean metBy(double ratio) {
        return atLeast ? ratio >= times : ratio <= times;
    }

    /** As in {@code ≥2.0}. */
    @Override
    public String toString() {
        return (atLeast ? "≥" : "≤") + times;
    }
}
