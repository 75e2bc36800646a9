package dev.cairn.bench.compare;

import dev.cairn.bench.peers.Peers;
import dev.cairn.bench.peers.StoreSettings;
import dev.cairn.bench.workload.Dataset;
import dev.cairn.bench.workload.KeyShape;
import dev.cairn.bench.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares our engine with others, in one run. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        description = "Compare the engine lsm with others and print what it is of theirs.")
public final class EngineCommand implements Callable<Integer> {
    private static final String OURS = "lsm";
    private static final String PAGE = "engine.html";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--against",
            split = ",",
            defaultValue = "rocksdb",
            description = "Engines, separated by commas.")
    private List<String> against = List.of();

    @Option(names = "--pairs", defaultValue = "1000000", description = "Pairs in a store.")
    private int pairs;

    @Option(names = "--value", defaultValue = "100", description = "Bytes of a value.")
    private int valueBytes;

    @Option(names = "--keys", defaultValue = "UNIFORM", description = "${COMPLETION-CANDIDATES}.")
    private KeyShape keys = KeyShape.UNIFORM;

    @Option(names = "--workloads", split = ",", description = "Some, in the order given.")
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

    @Option(names = "--folder", description = "In which there will be a folder for the stores.")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--out",
            description = "Folder for the table and a page with plots, written after each round.")
    private Optional<Path> report = Optional.empty();

    /** For picocli. */
    public EngineCommand() {}

    /** 0; what fails is thrown. */
    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Plan plan = plan();
        String header = new Header(plan).toString();
        out.println(header);
        out.flush();
        String[] table = {""};
        new Comparison(
                        plan,
                        line -> {
                            err.println(line);
                            err.flush();
                        },
                        results -> table[0] = report(plan, header, results))
                .run();
        out.print(table[0]);
        report.ifPresent(folder -> out.println("report: " + folder.resolve(PAGE)));
        out.flush();
        return 0;
    }

    /** Writes what there is, so that a long run that is cut short has not been for nothing. */
    private String report(Plan plan, String header, Results results) {
        List<Figure> figures = Figure.of(results.workloads(), plan.data());
        String table = new RatioTable(results, plan.engines(), figures).toString();
        if (report.isPresent()) {
            try {
                Path into = Files.createDirectories(report.get());
                Files.writeString(into.resolve("engine.txt"), header + "\n" + table);
                Files.writeString(
                        into.resolve(PAGE),
                        new HtmlReport(header, results, plan.engines(), figures).toString());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return table;
    }

    private Plan plan() {
        List<String> engines = new ArrayList<>(List.of(OURS));
        engines.addAll(against);
        try {
            engines.forEach(Peers::named);
            return new Plan(
                    engines,
                    workloads.stream().map(Workload::labelled).toList(),
                    new Dataset(keys, pairs, valueBytes),
                    new StoreSettings(memtableMib << 20, cacheMib << 20, false),
                    rounds,
                    Duration.ofMillis((long) (1_000 * seconds)),
                    folder);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
        }
    }
}
