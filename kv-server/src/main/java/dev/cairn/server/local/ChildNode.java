package dev.cairn.server.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One node's process. It ends when its standard input does, and so with the process that started
 * it.
 */
final class ChildNode {
    private static final long MAX_LOG_BYTES = 64L << 20;
    private static final String JAVA_OPTIONS = "KV_JAVA_OPTS";

    private final NodePlan plan;
    private final Process process;

    private ChildNode(NodePlan plan, Process process) {
        this.plan = plan;
        this.process = process;
    }

    /** Starts it; the user's own Java options follow {@code javaOptions} and so win. */
    static ChildNode start(NodePlan plan, Launch launch, String javaOptions) throws IOException {
        List<String> command = new ArrayList<>(List.of(launch.launcher().toString()));
        command.addAll(launch.arguments(plan));
        command.add("--stop-with-stdin");
        turnLog(plan.log());
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()))
                        .redirectErrorStream(true);
        builder.environment().putAll(launch.environment().apply(plan));
        builder.environment().merge(JAVA_OPTIONS, javaOptions, (given, ours) -> ours + " " + given);
        return new ChildNode(plan, builder.start());
    }

    private static void turnLog(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
            Files.move(log, log.resolveSibling("log.old"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    NodePlan plan() {
        return plan;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Asks it to drain and end. */
    void requestStop() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            process.destroy();
        }
    }

    /** Waits for its end, and ends it when it takes longer than {@code limit}. */
    void awaitStop(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** The last line of its log that tells an error, or its last line; for people. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(plan.log());
            for (String line : lines.reversed()) {
                if (line.startsWith("error: ")) {
                    return line;
                }
            }
            return lines.isEmpty() ? "it said nothing" : lines.getLast();
        } catch (IOException unreadable) {
            return "its log cannot be read: " + unreadable;
        }
    }
}
