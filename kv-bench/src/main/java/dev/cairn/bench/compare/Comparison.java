package dev.cairn.bench.compare;

import dev.cairn.bench.peers.Peers;
import dev.cairn.bench.workload.Dataset;
import dev.cairn.bench.workload.Order;
import dev.cairn.bench.workload.Sample;
import dev.cairn.bench.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs a {@link Plan}: one process an engine, the same workload on all of them one after another,
 * then the next workload, and so on through the rounds, each of which begins with another engine. A
 * first round on a fifth of the data warms up, tries the ways of calling each engine, and finds the
 * rate for {@link Workload#PACED}.
 */
final class Comparison {
    private static final int WARM_SHARE = 5;
    private static final int LEAST_WARM_PAIRS = 1_000;

    private final Plan plan;
    private final Consumer<String> progress;
    private final Consumer<Results> afterRound;
    private final Map<String, Integer> best = new HashMap<>();
    private final Results results = new Results();
    private double pacedPerSecond = Double.MAX_VALUE;

    /** Tells each step to {@code progress}, and what there is to {@code afterRound}. */
    Comparison(Plan plan, Consumer<String> progress, Consumer<Results> afterRound) {
        this.plan = plan;
        this.progress = progress;
        this.afterRound = afterRound;
    }

    /** Runs all of it. */
    void run() throws IOException {
        Path stores =
                Files.createTempDirectory(Files.createDirectories(plan.folder()), "cairn-bench");
        List<EngineProcess> processes = new ArrayList<>();
        try {
            for (String engine : plan.engines()) {
                processes.add(new EngineProcess(Peers.named(engine), plan.settings(), stores));
            }
            processes.forEach(this::warmUp);
            for (int round = 1; round <= plan.rounds(); round++) {
                for (Workload workload : plan.workloads()) {
                    for (int i = 0; i < processes.size(); i++) {
                        measure(processes.get((i + round) % processes.size()), workload, round);
                    }
                }
                afterRound.accept(results);
            }
        } finally {
            processes.forEach(EngineProcess::close);
            Files.delete(stores);
        }
    }

    /** The way of calling an engine that was fastest in the warm-up. */
    int variant(String engine, Workload workload) {
        return best.getOrDefault(engine + workload, 0);
    }

    /** Operations a second of {@link Workload#PACED}. */
    double pacedPerSecond() {
        return pacedPerSecond;
    }

    private void warmUp(EngineProcess process) {
        Dataset few =
                plan.data().withPairs(Math.max(LEAST_WARM_PAIRS, plan.data().pairs() / WARM_SHARE));
        for (Workload workload : plan.workloads()) {
            double fastest = 0;
            for (int variant = 0; variant < process.peer().variants().size(); variant++) {
                Sample sample = process.run(order(workload, few, variant, 0));
                tell("warm-up", process, workload, sample);
                if (sample.perSecond() > fastest) {
                    fastest = sample.perSecond();
                    best.put(process.peer().name() + workload, variant);
                }
            }
            if (workload == Workload.MIXED) {
                pacedPerSecond = Math.min(pacedPerSecond, fastest / 2);
            }
        }
    }

    private void measure(EngineProcess process, Workload workload, int round) {
        String engine = process.peer().name();
        Sample sample = process.run(order(workload, plan.data(), variant(engine, workload), round));
        results.add(workload, engine, sample);
        tell("round " + round, process, workload, sample);
    }

    private Order order(Workload workload, Dataset data, int variant, int round) {
        return new Order(workload, data, variant, plan.each(), pacedPerSecond, round);
    }

    private void tell(String when, EngineProcess process, Workload workload, Sample sample) {
        progress.accept(
                String.format(
                        Locale.ROOT,
                        "%-8s %-8s %-22s %12.0f/s",
                        when,
                        process.peer().name(),
                        workload.label(),
                        sample.perSecond()));
    }
}
