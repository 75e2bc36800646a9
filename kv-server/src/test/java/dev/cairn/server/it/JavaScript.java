package dev.cairn.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The clients of examples/clients, where Node.js and their packages are installed. */
public final class JavaScript {
    private static final Path FOLDER = Path.of("..", "examples", "clients").toAbsolutePath();
    private static final Path NODE = Path.of("/usr/bin/node");

    private JavaScript() {}

    /** Whether the clients can be run. */
    public static boolean isInstalled() {
        return Files.isExecutable(NODE) && Files.isDirectory(FOLDER.resolve("node_modules"));
    }

    /** Gives the test up where they are not installed: {@code npm ci} in their folder does that. */
    public static void assumeInstalled() {
        assumeThat(isInstalled()).as("npm ci was run in examples/clients").isTrue();
    }

    /** Runs a client, which checks for itself that all is as it should be. */
    public static void run(String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(NODE.toString(), script));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        assertThat(ended && process.exitValue() == 0).as(output).isTrue();
    }
}
