package dev.cairn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.spi.StorageEngine;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark for a blink: that it runs, not how fast. */
@Timeout(120)
class MicroBenchmarksTest {
    @Test
    void everyBenchmarkRuns() throws RunnerException {
        System.setProperty("jmh.ignoreLock", "true");
        Options blink =
                new OptionsBuilder()
                        .include("dev\\.cairn\\.bench\\..*")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(5))
                        .param("keys", "1000")
                        .param("nodes", "3")
                        .param("siblings", "1")
                        .param("versions", "2")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build();
        Collection<RunResult> results = new Runner(blink).run();
        assertThat(results)
                .extracting(result -> simpleName(result.getParams().getBenchmark()))
                .contains(
                        "ItemCodecBenchmark.encode",
                        "ItemCodecBenchmark.decode",
                        "ItemCodecBenchmark.join",
                        "RingBenchmark.lookup",
                        "RingBenchmark.buildTable",
                        "EngineBenchmark.get",
                        "EngineBenchmark.getMissing",
                        "EngineBenchmark.put",
                        "ReplicaBenchmark.write",
                        "ReplicaBenchmark.read",
                        "CoordinatorBenchmark.put",
                        "CoordinatorBenchmark.get");
    }

    @Test
    void aPluginThatIsNotThereFailsWithTheListOfThoseThatAre() {
        assertThatThrownBy(() -> Plugins.find(StorageEngine.Provider.class, "tape"))
                .hasMessageContaining("tape")
                .hasMessageContaining("lsm")
                .hasMessageContaining("memory");
    }

    private static String simpleName(String benchmark) {
        String[] parts = benchmark.split("\\.");
        return parts[parts.length - 2] + "." + parts[parts.length - 1];
    }
}
