package dev.cairn.bench.compare;

import dev.cairn.bench.peers.Peers;
import dev.cairn.bench.peers.StoreSettings;
import dev.cairn.bench.workload.Dataset;
import dev.cairn.bench.workload.KeyShape;
import dev.cairn.bench.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares our engine with others, in one run. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Compare the engine lsm with others and print what it is of theirs.")
public final class EngineCommand implements Callable<Integer> {
    private static final String OURS = "lsm";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--against",
            split = ",",
            defaultValue = "rocksdb",
            description = "Engines, separated by commas; default ${DEFAULT-VALUE}.")
    private List<String> against = List.of();

    @Option(names = "--pairs", defaultValue = "1000000", description = "Pairs in a store.")
    private int pairs;

    @Option(names = "--value", defaultValue = "100", description = "Bytes of a value.")
    private int valueBytes;

    @Option(
            names = "--keys",
            defaultValue = "UNIFORM",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private KeyShape keys = KeyShape.UNIFORM;

    @Option(
            names = "--workloads",
            split = ",",
            description = "Some, in the order given; default: all of them.")
    private List<String> workloads = Workload.labels();

    @Option(names = "--rounds", defaultValue = "5", description = "Measured rounds.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "3",
            description = "How long a workload without an end of its own runs.")
    private double seconds;

    @Option(names = "--memtable-mib", defaultValue = "128", description = "Size of a memtable.")
    private long memtableMib;

    @Option(names = "--cache-mib", defaultValue = "1024", description = "Size of the cache.")
    private long cacheMib;

    @Option(
            names = "--folder",
            description = "Where the stores are; default: a new temporary folder.")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    /** For picocli. */
    public EngineCommand() {}

    /** 0; what fails is thrown. */
    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Plan plan = plan();
        out.println(new Header(plan));
        out.flush();
        Comparison comparison =
                new Comparison(
                        plan,
                        line -> {
                            err.println(line);
                            err.flush();
                        });
        Results results = comparison.run();
        out.print(new RatioTable(results, plan.engines()));
        out.flush();
        return 0;
    }

    private Plan plan() throws IOException {
        List<String> engines = new ArrayList<>(List.of(OURS));
        engines.addAll(against);
        engines.forEach(Peers::named);
        return new Plan(
                engines,
                workloads.stream().map(Workload::labelled).toList(),
                new Dataset(keys, pairs, valueBytes),
                new StoreSettings(memtableMib << 20, cacheMib << 20, false),
                rounds,
                Duration.ofMillis((long) (1_000 * seconds)),
                Files.createTempDirectory(Files.createDirectories(folder), "cairn-bench"));
    }
}
