package dev.cairn.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class EngineCommandTest {
    @TempDir private Path folder;
    @TempDir private Path reports;

    @Test
    void comparesEnginesInProcessesOfTheirOwnAndLeavesNothingBehind() {
        StringWriter out = new StringWriter();
        int exit =
                new CommandLine(new EngineCommand())
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(new StringWriter()))
                        .execute(
                                "--pairs=1000",
                                "--rounds=1",
                                "--seconds=0.01",
                                "--workloads=fillrandom,readrandom",
                                "--memtable-mib=1",
                                "--cache-mib=8",
                                "--folder=" + folder,
                                "--out=" + reports);
        assertThat(exit).isZero();
        assertThat(reports.resolve("engine.html"))
                .content()
                .contains("<svg", "readrandom: latency", "fillrandom: throughput")
                .doesNotContain("NaN", "Infinity", "http://www.w3.org/1999");
        assertThat(out.toString())
                .contains("lsm / rocksdb", "fillrandom /s", "readrandom /s")
                .doesNotContain("NaN");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatCannotBeMeasuredIsAUsageError() {
        assertThat(refusal("--against=tape")).contains("tape", "rocksdb", "lmdb");
        assertThat(refusal("--workloads=fillsideways")).contains("fillsideways", "fillseq");
        assertThat(refusal("--workloads=paced")).contains("paced needs mixed");
        assertThat(folder).isEmptyDirectory();
    }

    private String refusal(String argument) {
        StringWriter err = new StringWriter();
        int exit =
                new CommandLine(new EngineCommand())
                        .setErr(new PrintWriter(err))
                        .execute(argument, "--folder=" + folder);
        assertThat(exit).isEqualTo(2);
        return err.toString();
    }

    @Test
    void theMedianOfAnEvenNumberOfRoundsLiesBetween() {
        assertThat(Results.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
        assertThat(Results.median(new double[] {9, 1, 2})).isEqualTo(2);
        assertThat(Results.median(new double[] {})).isNaN();
    }
}
