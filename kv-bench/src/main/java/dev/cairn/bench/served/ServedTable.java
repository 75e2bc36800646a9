package dev.cairn.bench.served;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The samples of all rounds, and as text their medians: of each server what it did a second and the
 * processor time an operation took, and what the first server's throughput was of each other's in
 * the same round.
 */
final class ServedTable {
    private final List<String> servers;
    private final Map<String, Map<String, List<Sample>>> rows = new LinkedHashMap<>();

    /** Of these servers, the measured one first. */
    ServedTable(List<String> servers) {
        this.servers = List.copyOf(servers);
    }

    void add(String row, String server, Sample sample) {
        rows.computeIfAbsent(row, name -> new LinkedHashMap<>())
                .computeIfAbsent(server, name -> new ArrayList<>())
                .add(sample);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-16s", ""));
        servers.forEach(server -> text.append(String.format(Locale.ROOT, "%22s", server)));
        servers.stream()
                .skip(1)
                .forEach(server -> text.append(String.format(Locale.ROOT, "%18s", "/ " + server)));
        text.append(String.format(Locale.ROOT, "%14s%n", "garbage"));
        rows.forEach((name, samples) -> row(text, name, samples));
        return text.toString();
    }

    private void row(StringBuilder text, String name, Map<String, List<Sample>> samples) {
        text.append(String.format(Locale.ROOT, "%-16s", name));
        for (String server : servers) {
            List<Sample> own = samples.getOrDefault(server, List.of());
            text.append(
                    own.isEmpty()
                            ? String.format(Locale.ROOT, "%22s", "–")
                            : String.format(
                                    Locale.ROOT,
                                    "%9.1f k/s %6.2f µs",
                                    median(own, Sample::perSecond) / 1e3,
                                    median(own, Sample::processorMicros)));
        }
        List<Sample> first = samples.getOrDefault(servers.getFirst(), List.of());
        for (String other : servers.subList(1, servers.size())) {
            List<Sample> theirs = samples.getOrDefault(other, List.of());
            text.append(
                    theirs.isEmpty()
                            ? String.format(Locale.ROOT, "%18s", "–")
                            : String.format(Locale.ROOT, "%17.2f×", ratio(first, theirs)));
        }
        double garbage = first.isEmpty() ? -1 : median(first, Sample::garbageBytes);
        text.append(
                garbage < 0
                        ? String.format(Locale.ROOT, "%14s%n", "–")
                        : String.format(Locale.ROOT, "%12.0f B%n", garbage));
    }

    private static double ratio(List<Sample> ours, List<Sample> theirs) {
        double[] ratios = new double[Math.min(ours.size(), theirs.size())];
        Arrays.setAll(ratios, i -> ours.get(i).perSecond() / theirs.get(i).perSecond());
        return median(ratios);
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return median(samples.stream().mapToDouble(figure).toArray());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
