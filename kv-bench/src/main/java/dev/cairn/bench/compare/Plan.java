package dev.cairn.bench.compare;

import dev.cairn.bench.peers.StoreSettings;
import dev.cairn.bench.workload.Dataset;
import dev.cairn.bench.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to compare.
 *
 * @param engines by name, ours first; the others are what it is compared with
 * @param workloads in the order in which they run in each round
 * @param data what the stores are filled with
 * @param settings what every engine is given alike
 * @param rounds measured; one more goes before them and is not
 * @param each how long a workload without an end of its own runs
 * @param folder in which there will be one for the stores
 */
record Plan(
        List<String> engines,
        List<Workload> workloads,
        Dataset data,
        StoreSettings settings,
        int rounds,
        Duration each,
        Path folder) {
    /** Copies the lists; refuses what cannot be measured. */
    Plan {
        engines = List.copyOf(engines);
        workloads = List.copyOf(workloads);
        int paced = workloads.indexOf(Workload.PACED);
        if (paced >= 0 && !workloads.subList(0, paced).contains(Workload.MIXED)) {
            throw new IllegalArgumentException("paced needs mixed before it, to find its rate");
        }
    }
}
