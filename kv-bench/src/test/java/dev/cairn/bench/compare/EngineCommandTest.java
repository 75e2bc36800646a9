package dev.cairn.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class EngineCommandTest {
    @TempDir private Path folder;

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
                                "--folder=" + folder);
        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains("lsm / rocksdb", "fillrandom /s", "readrandom /s")
                .doesNotContain("NaN");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theMedianOfAnEvenNumberOfRoundsLiesBetween() {
        assertThat(Results.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
        assertThat(Results.median(new double[] {9, 1, 2})).isEqualTo(2);
        assertThat(Results.median(new double[] {})).isNaN();
    }
}
