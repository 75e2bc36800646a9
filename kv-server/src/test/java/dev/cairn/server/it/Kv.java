package dev.cairn.server.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code bin/kv} of the distribution that this build has made. */
final class Kv {
    static final Path LAUNCHER = Path.of("target", "dist", "bin", "kv").toAbsolutePath();

    /** For commands that end at once, nodes that refuse to start among them. */
    private static final String SHORT_LIVED = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private final Path folder;

    /** What a command left behind. */
    record Result(int exit, byte[] out, String err) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }

        /** Its errors, each on a line of its own. */
        List<String> errors() {
            return err.lines().filter(line -> line.startsWith("error: ")).toList();
        }
    }

    /** Commands called from {@code folder}. */
    Kv(Path folder) {
        this.folder = folder;
    }

    Process start(Path out, Path err, String... arguments) throws IOException {
        return start(List.of(arguments), Map.of(), out, err);
    }

    private Process start(
            List<String> arguments, Map<String, String> environment, Path out, Path err)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(arguments);
        return launch(command, environment, out, err);
    }

    /** Starts a command line as it was printed for people. */
    Process startPasted(String line, Path out) throws IOException {
        return launch(List.of("sh", "-c", "exec " + line), Map.of(), out, out);
    }

    private Process launch(
            List<String> command, Map<String, String> environment, Path out, Path err)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                        .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
        builder.environment().put("KV_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return builder.start();
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return run(new byte[0], arguments);
    }

    Result run(byte[] input, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("kv", ".out");
        Path err = Files.createTempFile("kv", ".err");
        Process process = start(List.of(arguments), Map.of("KV_JAVA_OPTS", SHORT_LIVED), out, err);
        process.getOutputStream().write(input);
        process.getOutputStream().close();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(
                    "kv " + String.join(" ", arguments) + " hangs: " + Files.readString(err));
        }
        Result result =
                new Result(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return result;
    }
}
