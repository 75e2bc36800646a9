package dev.cairn.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.testkit.process.FreePorts;
import dev.cairn.testkit.process.ProcessCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the documents do what the documents say, line by line as they stand there. */
@Tag("long")
@Timeout(300)
class DocumentsIT {
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final Pattern PORT = Pattern.compile("\\b47(\\d\\d)\\b");

    @TempDir Path folder;

    private final int basePort = FreePorts.base(3);

    /** The first block of commands behind a heading of a document. */
    private static String commands(String document, String heading) throws IOException {
        String text = Files.readString(CHECKOUT.resolve("docs").resolve(document));
        int section = text.indexOf("\n## " + heading + "\n");
        assertThat(section).as("%s has a section %s", document, heading).isPositive();
        int begin = text.indexOf("\n```\n", section) + "\n```\n".length();
        return text.substring(begin, text.indexOf("\n```\n", begin)) + "\n";
    }

    private static void assumeInstalled(String tool) {
        assumeThat(Path.of("/usr/bin", tool)).as("%s is installed", tool).isExecutable();
    }

    /** The same commands on ports that are free; a node has no other way to be told of them. */
    private String elsewhere(String commands) {
        String moved =
                PORT.matcher(commands)
                        .replaceAll(port ->
                                Integer.toString(basePort + Integer.parseInt(port.group(1))));
        return moved.replace("kv start", "kv start --base-port " + basePort);
    }

    /**
     * Runs them as a shell does that stops at the first which fails, and answers what they said;
     * what they have left running in the background ends behind them.
     */
    private String run(Path installation, String commands)
            throws IOException, InterruptedException {
        Path script = folder.resolve("script");
        Files.writeString(
                script,
                "set -e\ntrap '[ -z \"$!\" ] || { kill $!; wait $! || true; }' EXIT\n"
                        + elsewhere(commands));
        Path said = folder.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder("sh", script.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        var environment = builder.environment();
        environment.put("PATH", installation + "/bin:" + JAVA + ":" + environment.get("PATH"));
        environment.put("KV_JAVA_HOME", System.getProperty("java.home"));
        environment.put("CHECKOUT", CHECKOUT.toString());
        environment.put("CAIRN", installation.toString());
        environment.put("KV_CFG_NODE_PORT", Integer.toString(basePort));
        List<String> protocols = List.of("RESP", "GRPC", "HTTP");
        for (String protocol : protocols) {
            environment.put(
                    "KV_CFG_PLUGINS_PROTOCOL_" + protocol + "_PORT",
                    Integer.toString(basePort + 1 + protocols.indexOf(protocol)));
        }
        environment.remove("JAVA_TOOL_OPTIONS");
        Process shell = builder.start();
        boolean ended = shell.waitFor(120, TimeUnit.SECONDS);
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
        String output = Files.readString(said);
        assertThat(ended && shell.exitValue() == 0).as(output).isTrue();
        return output;
    }

    private static Path distribution() {
        return Kv.LAUNCHER.getParent().getParent();
    }

    @Test
    void securityBeginsFromNothing() throws IOException, InterruptedException {
        assumeInstalled("curl");
        assumeInstalled("redis-cli");
        String said =
                run(distribution(), commands("security.md", "From nothing to a cluster with TLS"));
        // By kv get and by curl.
        Matcher hello = Pattern.compile("hello").matcher(said);
        assertThat(hello.results()).as(said).hasSize(2);
        assertThat(said).doesNotContain("NOPERM").doesNotContain("NOAUTH");
    }

    @Test
    void everybodyCanTalkToACluster() throws IOException, InterruptedException {
        assumeInstalled("curl");
        assumeInstalled("redis-cli");
        try (ProcessCluster cluster =
                ProcessCluster.start(Kv.LAUNCHER, folder, basePort, List.of())) {
            assertThat(cluster.nodes()).hasSize(3);
            String byHttp = run(distribution(), commands("clients.md", "curl"));
            assertThat(Pattern.compile("HTTP/1.1 204").matcher(byHttp).results()).hasSize(2);
            assertThat(byHttp).contains("HTTP/1.1 200", "hello");
            assertThat(run(distribution(), commands("clients.md", "redis-cli")))
                    .isEqualTo("OK\nhello\nhello\n\n");
        }
    }

    @Test
    void aPluginComesFromAnEmptyFolder() throws IOException, InterruptedException {
        String said = run(installation(), commands("plugins.md", "From an empty folder"));
        assertThat(said).containsPattern("resolver +longest +yes +com.example.longest");
        assertThat(said).endsWith("hello");
    }

    /** The distribution again, by links, with a plugins folder of its own. */
    private Path installation() throws IOException {
        Path home = Files.createDirectories(folder.resolve("installation"));
        Path bin = Files.createDirectory(home.resolve("bin"));
        try (Stream<Path> scripts = Files.list(distribution().resolve("bin"))) {
            for (Path script : scripts.toList()) {
                Files.copy(script, bin.resolve(script.getFileName()));
            }
        }
        Files.createSymbolicLink(home.resolve("lib"), distribution().resolve("lib"));
        return home;
    }
}
