package dev.cairn.examples.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.testkit.process.FreePorts;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

/**
 * A node of the distribution with these two jars in its plugins folder and one line of
 * configuration. Needs the distribution, which a build of everything has made before.
 */
@Timeout(120)
final class PluginFolderIT {
    private static final Path DISTRIBUTION =
            Path.of("..", "..", "kv-server", "target", "dist").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir private Path folder;

    /** The distribution again, by links, with a plugins folder of its own. */
    private Path installed() throws IOException, URISyntaxException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path bin = Files.createDirectory(home.resolve("bin"));
        try (Stream<Path> scripts = Files.list(DISTRIBUTION.resolve("bin"))) {
            for (Path script : scripts.toList()) {
                Files.copy(script, bin.resolve(script.getFileName()));
            }
        }
        Files.createSymbolicLink(home.resolve("lib"), DISTRIBUTION.resolve("lib"));
        Path plugins = Files.createDirectory(home.resolve("plugins"));
        try (Stream<Path> built = Files.list(Path.of("target").toAbsolutePath())) {
            for (Path jar : built.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Files.createSymbolicLink(plugins.resolve(jar.getFileName()), jar);
            }
        }
        Path library =
                Path.of(RocksDB.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Files.createSymbolicLink(plugins.resolve(library.getFileName()), library);
        return bin.resolve("kv");
    }

    private Process start(Path kv, Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(kv.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        builder.environment().put("KV_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }

    private String run(Path kv, String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("command.out");
        Process process = start(kv, out, arguments);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void aNodeKeepsItsDataInRocksDbWhenOneLineSaysSo() throws Exception {
        assumeTrue(Files.isExecutable(DISTRIBUTION.resolve("bin/kv")), "no distribution is built");
        Path kv = installed();
        int port = FreePorts.base(1);
        int http = port + 3;
        Path config = folder.resolve("cairn.yaml");
        Files.writeString(
                config,
                """
                storage: rocksdb
                node: {port: %d}
                buckets: {default: {n: 1}}
                plugins:
                  protocol:
                    http: {port: %d}
                    resp: {enabled: false}
                    grpc: {enabled: false}
                """
                        .formatted(port, http));
        Path log = folder.resolve("server.log");
        Process server = start(kv, log, "server", "--bootstrap", "--config", config.toString());
        try {
            String endpoint = "127.0.0.1:" + http;
            awaitReady(server, log, http);
            run(kv, "put", "--endpoint", endpoint, "city", "Turin");
            assertThat(run(kv, "get", "--endpoint", endpoint, "city")).contains("Turin");
            assertThat(run(kv, "plugins", "--endpoint", endpoint))
                    .containsPattern("storage +rocksdb +yes +dev.cairn.examples.rocksdb");
        } finally {
            server.destroy();
            server.waitFor();
        }
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            assertThat(files.map(Path::toString)).anyMatch(file -> file.contains("/rocksdb/"));
        }
    }

    private static void awaitReady(Process server, Path log, int port) throws Exception {
        URL health = URI.create("http://127.0.0.1:" + port + "/health/ready").toURL();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady(health)) {
            assertThat(server.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(System.nanoTime() - until).as(Files.readString(log)).isNegative();
            server.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean isReady(URL health) {
        try {
            return ((HttpURLConnection) health.openConnection()).getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
