package dev.cairn.bench.compare;

import dev.cairn.bench.peers.Peer;
import dev.cairn.bench.peers.StoreSettings;
import dev.cairn.bench.workload.Order;
import dev.cairn.bench.workload.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One engine in a JVM of its own, so that neither its compiled code nor its memory is another
 * engine's. Takes {@link Order}s one at a time.
 */
final class EngineProcess implements AutoCloseable {
    private static final long HEAP = 256L << 20;

    private final Peer peer;
    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;

    /** Starts it; it keeps its stores below {@code folder}. */
    EngineProcess(Peer peer, StoreSettings settings, Path folder) throws IOException {
        this.peer = peer;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(inherited());
        command.add("-Xmx" + (HEAP + peer.heapFor(settings)));
        command.addAll(peer.jvmOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(EngineMain.class.getName());
        command.add(peer.name());
        command.add(Long.toString(settings.memtableBytes()));
        command.add(Long.toString(settings.cacheBytes()));
        command.add(folder.toString());
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        orders = process.outputWriter();
        answers = process.inputReader();
    }

    /** How this JVM was started, but for the size of its heap and what watches it. */
    private static List<String> inherited() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-Xm") && !option.startsWith("-javaagent"))
                .filter(option -> !option.startsWith("-agent"))
                .toList();
    }

    Peer peer() {
        return peer;
    }

    /** Has it run one workload; throws {@link IllegalStateException} when it fails. */
    Sample run(Order order) {
        try {
            orders.write(order.line() + "\n");
            orders.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(EngineMain.SAMPLE)) {
                    return Sample.parse(line.substring(EngineMain.SAMPLE.length()));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        throw new IllegalStateException(peer.name() + " ended during " + order.workload().label());
    }

    /** Ends it and waits until it has removed its files. */
    @Override
    public void close() {
        try {
            orders.close();
            process.waitFor();
        } catch (IOException | InterruptedException ended) {
            process.destroyForcibly();
        }
    }
}
