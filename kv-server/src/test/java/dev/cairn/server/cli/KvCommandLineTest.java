package dev.cairn.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvCommandLineTest {
    @TempDir Path callersFolder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @Test
    void aValueFromAFileIsSoughtInTheCallersFolderAndNotWhereJavaRuns() {
        assertThat(Path.of("pom.xml")).exists();
        assertThat(run("put", "key", "@pom.xml")).isEqualTo(Exit.USAGE);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("cannot read the file " + callersFolder.resolve("pom.xml"));
    }

    @Test
    void anUnknownCommandIsAUsageError() {
        assertThat(run("frobnicate")).isEqualTo(Exit.USAGE);
        assertThat(told.toString(StandardCharsets.UTF_8)).startsWith("error: USAGE: ");
    }

    @Test
    void anInstallationSaysHowToGetTheBenchmarks() {
        assertThat(run("bench", "engine", "--against", "rocksdb")).isEqualTo(Exit.UNAVAILABLE);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .startsWith("error: UNAVAILABLE: ")
                .contains("./kv bench engine --against rocksdb");
    }

    @Test
    void aCommandThatCannotBeTellsWhyInOneLine() {
        assertThat(run("get", "")).isEqualTo(Exit.USAGE);
        assertThat(run("get", "--consistency", "MOST", "k")).isEqualTo(Exit.USAGE);
        assertThat(run("export", "--format", "csv")).isEqualTo(Exit.USAGE);
        assertThat(told.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("the key is empty"),
                        line -> assertThat(line).contains("no consistency level \"MOST\""),
                        line -> assertThat(line).contains("--format is tsv or jsonl, not csv"));
    }

    @Test
    void whereNoNodeListensTheClusterIsUnavailable() throws IOException {
        // Bound, so that nobody else can have it, and without a listener.
        try (SocketChannel nobody = SocketChannel.open()) {
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) nobody.getLocalAddress()).getPort();
            assertThat(run("get", "--endpoint", "127.0.0.1:" + port, "k"))
                    .isEqualTo(Exit.UNAVAILABLE);
        }
        assertThat(told.toString(StandardCharsets.UTF_8))
                .startsWith("error: UNAVAILABLE: no node answers");
    }

    private int run(String... arguments) {
        Surroundings surroundings =
                new Surroundings(callersFolder, callersFolder, "kv", false, false, Map.of());
        PrintStream err = new PrintStream(told, true, StandardCharsets.UTF_8);
        return new KvCommandLine(surroundings, err).run(arguments);
    }
}
