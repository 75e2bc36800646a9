package dev.cairn.bench.limits;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what no engine can be faster than. */
@Command(
        name = "limits",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measure what disk, memory and codecs can do at best.")
public final class LimitsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--seconds", defaultValue = "1", description = "How long each takes.")
    private double seconds;

    @Option(names = "--folder", description = "Whose disk is measured.")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    /** For picocli. */
    public LimitsCommand() {}

    /** 0; what fails is thrown. */
    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Probe probe = new Probe(Duration.ofMillis((long) (1_000 * seconds)));
        new DiskLimits(folder, probe).print(out);
        new MemoryLimits(probe).print(out);
        new CodecLimits(probe).print(out);
        out.flush();
        return 0;
    }
}
