package dev.cairn.bench.compare;

import dev.cairn.bench.workload.Dataset;
import dev.cairn.bench.workload.Sample;
import dev.cairn.bench.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One row of a comparison.
 *
 * @param workload of whose samples
 * @param kind what of them
 * @param value the figure of one sample
 */
record Figure(Workload workload, Kind kind, ToDoubleFunction<Sample> value) {
    private static final double MEBI = 1 << 20;

    /** What is read off a sample. */
    enum Kind {
        /** Operations a second. */
        SPEED("/s"),
        /** The latency that one operation in a hundred exceeds. */
        P99("p99 µs"),
        /**
         * Processor time of the threads that ran the operations: what they cost where the machine
         * does other things besides, and wall-clock time says little.
         */
        OWN_PROCESSOR("own cpu µs/op"),
        /** Processor time of the process, background work included where the workload writes. */
        PROCESSOR("cpu µs/op"),
        /** Bytes in the store's files. */
        DISK("disk MiB"),
        /** Bytes given to the disk for each byte of the pairs put. */
        WRITTEN("written/put"),
        /** Anonymous memory of the process. */
        ANONYMOUS("anon MiB"),
        /** Anonymous memory, and that which a file of the store stands behind. */
        MEMORY("memory MiB");

        private final String unit;

        Kind(String unit) {
            this.unit = unit;
        }
    }

    /** What it is called: workload and unit. */
    String label() {
        return workload.label() + " " + kind.unit;
    }

    /** All that the measured workloads can tell. */
    static List<Figure> of(List<Workload> workloads, Dataset data) {
        List<Figure> figures = new ArrayList<>();
        for (Workload workload : workloads) {
            if (workload != Workload.PACED) {
                figures.add(new Figure(workload, Kind.SPEED, Sample::perSecond));
            }
        }
        for (Workload workload : workloads) {
            if (workload != Workload.SCAN
                    && workload != Workload.SCAN_COMPACTED
                    && workload != Workload.COMPACT
                    && workload != Workload.REPLAY) {
                figures.add(
                        new Figure(
                                workload,
                                Kind.P99,
                                sample -> sample.latencies().getValueAtPercentile(99) / 1e3));
            }
        }
        for (Workload workload : workloads) {
            if (workload != Workload.COMPACT) {
                figures.add(new Figure(workload, Kind.OWN_PROCESSOR, Sample::ownMicros));
            }
        }
        for (Workload workload : workloads) {
            figures.add(new Figure(workload, Kind.PROCESSOR, Sample::cpuMicros));
        }
        for (Workload workload : workloads) {
            addBytes(figures, workload, data);
        }
        return figures;
    }

    private static void addBytes(List<Figure> figures, Workload workload, Dataset data) {
        switch (workload) {
            case FILLRANDOM, COMPACT, AMPLIFY -> {
                figures.add(new Figure(workload, Kind.DISK, sample -> sample.diskBytes() / MEBI));
                if (workload != Workload.COMPACT) {
                    figures.add(
                            new Figure(
                                    workload,
                                    Kind.WRITTEN,
                                    sample ->
                                            (double) sample.writtenBytes()
                                                    / (sample.units() * data.pairBytes())));
                }
                addMemory(figures, workload);
            }
            case READRANDOM, READWHILEWRITING -> addMemory(figures, workload);
            default -> {}
        }
    }

    private static void addMemory(List<Figure> figures, Workload workload) {
        figures.add(new Figure(workload, Kind.ANONYMOUS, sample -> sample.anonymousBytes() / MEBI));
        figures.add(
                new Figure(
                        workload,
                        Kind.MEMORY,
                        sample -> (sample.anonymousBytes() + sample.fileBytes()) / MEBI));
    }
}
