package dev.cairn.testkit.process;

import dev.cairn.api.cluster.Address;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** One node of a {@link ProcessCluster}, whose processes come and go. */
public final class NodeProcess {
    private static final long PATIENCE_SECONDS = 30;

    private final String name;
    private final Path folder;
    private final Address clients;
    private final Address http;
    private final Optional<SSLContext> tls;
    private final Starter starter;
    private Optional<ProcessHandle> process;
    private Optional<OutputStream> leash = Optional.empty();

    /** Starts a process of the node, whose output is appended to {@code log}. */
    interface Starter {
        Process start(Path log) throws IOException;
    }

    /**
     * A node.
     *
     * @param folder where its directory {@code data} and its log are
     * @param basePort its first port
     * @param tls how its administrator calls it, if it speaks TLS
     * @param process the process that runs already
     */
    NodeProcess(
            String name,
            Path folder,
            int basePort,
            Optional<SSLContext> tls,
            Starter starter,
            Optional<ProcessHandle> process) {
        this.name = name;
        this.folder = folder;
        this.clients = new Address(ProcessCluster.HOST, basePort);
        this.http = new Address(ProcessCluster.HOST, basePort + ProcessCluster.HTTP);
        this.tls = tls;
        this.starter = starter;
        this.process = process;
    }

    /** Its name in the cluster. */
    public String name() {
        return name;
    }

    /** Where peers and native clients reach it. */
    public Address clients() {
        return clients;
    }

    /** Where it answers HTTP. */
    public Address http() {
        return http;
    }

    /** Its administration. */
    public AdminPort admin() {
        return new AdminPort(http, tls);
    }

    /** How its administrator calls it; empty where it speaks no TLS. */
    Optional<SSLContext> tls() {
        return tls;
    }

    /** What it has told, in all its lives. */
    Path log() {
        return folder.resolve("log");
    }

    /** Its data directory. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Whether a process of it runs, stopped by a signal or not. */
    public boolean isUp() {
        return process.filter(ProcessHandle::isAlive).isPresent();
    }

    /**
     * Starts it on what its data directory holds; throws {@link IllegalStateException} if it is up.
     */
    public void start() throws IOException {
        if (isUp()) {
            throw new IllegalStateException(name + " is up");
        }
        Files.createDirectories(folder);
        Process started = starter.start(log());
        process = Optional.of(started.toHandle());
        // It ends when its standard input does, and so with this process.
        leash = Optional.of(started.getOutputStream());
    }

    /** Ends it as {@code kill -9} does, and waits until it is gone. */
    public void kill() throws IOException {
        end(ProcessHandle::destroyForcibly);
    }

    /** Has it drain and end, as SIGTERM does, and waits until it is gone. */
    public void stop() throws IOException {
        end(ProcessHandle::destroy);
    }

    private void end(Consumer<ProcessHandle> how) throws IOException {
        if (process.isPresent()) {
            how.accept(process.get());
            await(process.get());
        }
        if (leash.isPresent()) {
            leash.get().close();
        }
    }

    /** Stops it where it stands: SIGSTOP. */
    public void pause() throws IOException {
        signal("STOP");
    }

    /** Lets it go on: SIGCONT. */
    public void resume() throws IOException {
        signal("CONT");
    }

    /** Removes its data directory, as when the disk is replaced; only while it is down. */
    public void loseDisk() throws IOException {
        if (isUp()) {
            throw new IllegalStateException(name + " is up");
        }
        try (Stream<Path> files = Files.walk(data())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** How many files and connections it has open, where the system tells (Linux). */
    OptionalLong descriptors() throws IOException {
        Path open = Path.of("/proc", Long.toString(pid()), "fd");
        if (!Files.isDirectory(open)) {
            return OptionalLong.empty();
        }
        try (Stream<Path> files = Files.list(open)) {
            return OptionalLong.of(files.count());
        }
    }

    /** Bytes of memory that it has in use, where the system tells (Linux). */
    OptionalLong residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        if (!Files.exists(status)) {
            return OptionalLong.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst();
    }

    private long pid() {
        return process.filter(ProcessHandle::isAlive).orElseThrow().pid();
    }

    private void signal(String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
        await(kill.toHandle());
    }

    private static void await(ProcessHandle ending) {
        ending.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
