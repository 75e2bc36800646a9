package dev.cairn.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LimitsCommandTest {
    private static final int FIGURE_AT = 40;
    private static final String NOT_ZERO = "([1-9]\\d*(\\.\\d+)?|0\\.\\d*[1-9]\\d*)";

    @TempDir private Path folder;

    @Test
    void measuresDiskMemoryAndCodecsAndLeavesNothingBehind() {
        StringWriter out = new StringWriter();
        int exit =
                new CommandLine(new LimitsCommand())
                        .setOut(new PrintWriter(out))
                        .execute("--seconds=0.001", "--folder=" + folder);
        assertThat(exit).isZero();
        assertThat(out.toString().lines())
                .hasSize(8)
                .allMatch(line -> line.substring(FIGURE_AT).matches(" *" + NOT_ZERO + " .*"))
                .anyMatch(line -> line.contains("fdatasync"))
                .anyMatch(line -> line.startsWith("zstd"));
        assertThat(folder).isEmptyDirectory();
    }
}
