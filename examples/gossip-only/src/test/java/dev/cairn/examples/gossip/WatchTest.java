package dev.cairn.examples.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.spi.FailureDetector;
import dev.cairn.gossip.Gossip;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real processes on loopback, started with plain {@code java} as the README says. */
final class WatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A process that the machine holds up while it leaves is silent before it is dead. */
    private static final int ATTEMPTS = 5;

    @TempDir private Path folder;
    private final List<Process> started = new ArrayList<>();
    private final List<String> members = new ArrayList<>();

    @Test
    void threeProcessesSeeEachOtherComeDieReturnAndLeave() throws Exception {
        for (int i = 1; i <= 3; i++) {
            members.add("n" + i + "=127.0.0.1:" + freePort());
        }
        start("n1");
        Process second = start("n2");
        Process third = start("n3");
        awaitLine("n1", "n2 is here");
        awaitLine("n1", "n3 is here");
        awaitLine("n2", "n3 is here");

        third.destroyForcibly().waitFor();
        awaitLine("n1", "n3 is dead");
        awaitLine("n2", "n3 is dead");

        start("n3");
        awaitLine("n1", "n3 is back");

        second.getOutputStream().write("good bye\n".getBytes(StandardCharsets.UTF_8));
        second.getOutputStream().flush();
        awaitLine("n1", "n2: good bye");
        boolean said = saysThatItLeaves(second);
        for (int i = 1; i < ATTEMPTS && !said; i++) {
            int before = lines("n1").size();
            second = start("n2");
            awaitLine("n1", "n2 is back", before);
            said = saysThatItLeaves(second);
        }
        assertThat(said).as("n2 leaves and is dead without having been silent").isTrue();
    }

    private boolean saysThatItLeaves(Process second) throws IOException, InterruptedException {
        int before = lines("n1").size();
        second.destroy();
        awaitLine("n1", "n2 is dead", before);
        return !linesFrom("n1", before).contains("n2 is silent");
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private Process start(String node) throws IOException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(
                String.join(
                        File.pathSeparator,
                        home(Watch.class),
                        home(Gossip.class),
                        home(FailureDetector.class)));
        command.add(Watch.class.getName());
        command.add(node);
        command.addAll(members);
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output(node).toFile()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        started.add(process);
        return process;
    }

    private static String home(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        }
    }

    private Path output(String node) {
        return folder.resolve(node + ".txt");
    }

    private List<String> lines(String node) throws IOException {
        return Files.exists(output(node)) ? Files.readAllLines(output(node)) : List.of();
    }

    private List<String> linesFrom(String node, int first) throws IOException {
        List<String> all = lines(node);
        return all.subList(first, all.size());
    }

    private void awaitLine(String node, String line) throws IOException, InterruptedException {
        awaitLine(node, line, 0);
    }

    private void awaitLine(String node, String line, int first)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!linesFrom(node, first).contains(line)) {
            assertThat(System.nanoTime() - end)
                    .as("%s says \"%s\" within %s; it said %s", node, line, PATIENCE, lines(node))
                    .isNegative();
            started.getFirst().waitFor(50, TimeUnit.MILLISECONDS);
        }
    }
}
