package dev.cairn.bench.compare;

import dev.cairn.bench.workload.Sample;
import dev.cairn.bench.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The measured samples, by workload and engine, one a round. */
final class Results {
    private final Map<Workload, Map<String, List<Sample>>> samples = new EnumMap<>(Workload.class);

    void add(Workload workload, String engine, Sample sample) {
        samples.computeIfAbsent(workload, fresh -> new LinkedHashMap<>())
                .computeIfAbsent(engine, fresh -> new ArrayList<>())
                .add(sample);
    }

    /** The workloads that were measured, in their order. */
    List<Workload> workloads() {
        return List.copyOf(samples.keySet());
    }

    /** An engine's samples of a workload, one a round. */
    List<Sample> of(Workload workload, String engine) {
        return samples.getOrDefault(workload, Map.of()).getOrDefault(engine, List.of());
    }

    /** The median over the rounds; not a number when there are none. */
    double median(Workload workload, String engine, ToDoubleFunction<Sample> figure) {
        return median(of(workload, engine).stream().mapToDouble(figure).toArray());
    }

    /**
     * The median over the rounds of what one engine shows against another in the same round; not a
     * number when either has none.
     */
    double ratio(Workload workload, String engine, String other, ToDoubleFunction<Sample> figure) {
        List<Sample> ours = of(workload, engine);
        List<Sample> theirs = of(workload, other);
        double[] ratios = new double[Math.min(ours.size(), theirs.size())];
        Arrays.setAll(
                ratios,
                round ->
                        figure.applyAsDouble(ours.get(round))
                                / figure.applyAsDouble(theirs.get(round)));
        return median(ratios);
    }

    static double median(double[] figures) {
        if (figures.length == 0) {
            return Double.NaN;
        }
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
