package dev.cairn.bench.workload;

import java.time.Duration;

/**
 * One run of one workload.
 *
 * @param workload what
 * @param data on what
 * @param variant which way of calling the engine
 * @param atMost how long, for workloads that have no end of their own
 * @param perSecond operations due each second, for {@link Workload#PACED}
 * @param round distinguishes runs, so that none repeats another's keys in the same order
 */
public record Order(
        Workload workload,
        Dataset data,
        int variant,
        Duration atMost,
        double perSecond,
        int round) {
    /** On one line, for the process that measures. */
    public String line() {
        return String.join(
                " ",
                workload.label(),
                data.shape().name(),
                Integer.toString(data.pairs()),
                Integer.toString(data.valueBytes()),
                Integer.toString(variant),
                Long.toString(atMost.toMillis()),
                Double.toString(perSecond),
                Integer.toString(round));
    }

    /** The order that {@link #line} wrote. */
    public static Order parse(String line) {
        String[] words = line.split(" ");
        return new Order(
                Workload.labelled(words[0]),
                new Dataset(
                        KeyShape.valueOf(words[1]),
                        Integer.parseInt(words[2]),
                        Integer.parseInt(words[3])),
                Integer.parseInt(words[4]),
                Duration.ofMillis(Long.parseLong(words[5])),
                Double.parseDouble(words[6]),
                Integer.parseInt(words[7]));
    }
}
