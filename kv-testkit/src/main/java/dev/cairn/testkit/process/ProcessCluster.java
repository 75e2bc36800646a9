package dev.cairn.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A cluster of three that {@code kv start} runs, and nodes that join it.
 *
 * <pre>{@code
 * try (ProcessCluster cluster = ProcessCluster.start(launcher, folder, FreePorts.base(4), List.of())) {
 *     cluster.node("n2").kill();
 *     cluster.node("n2").start();
 * }
 * }</pre>
 *
 * <p>A node that is started again is started alone, in the words that {@code kv start} tells its
 * user. At most one node beyond the three runs at a time.
 */
public final class ProcessCluster implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    /** Between the ports of one node and the next. */
    public static final int STRIDE = 10;

    /** From a node's first port to that of HTTP. */
    static final int HTTP = 3;

    private static final int FOUNDERS = 3;
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 20;

    /** What {@code kv start} gives its nodes, for those that are started alone. */
    private static final String JAVA_OPTIONS =
            "-XX:+UseSerialGC -Xms64m -Xmx256m -XX:TieredStopAtLevel=1";

    private final Path launcher;
    private final Path folder;
    private final int basePort;
    private final List<String> settings;
    private final Optional<LocalAuthority> authority;
    private final Path out;
    private final Path err;
    private final Process founding;
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
    private int named = FOUNDERS;

    private ProcessCluster(
            Path launcher, Path folder, int basePort, boolean tls, List<String> settings)
            throws IOException {
        this.launcher = launcher.toAbsolutePath();
        this.folder = folder.toAbsolutePath();
        this.basePort = basePort;
        this.settings = settings(settings);
        this.out = Files.createTempFile(folder, "start", ".out");
        this.err = Files.createTempFile(folder, "start", ".err");
        this.authority =
                tls
                        ? Optional.of(new LocalAuthority(this.folder.resolve("data")))
                        : Optional.empty();
        List<String> words =
                new ArrayList<>(List.of("start", "--base-port", Integer.toString(basePort)));
        if (tls) {
            words.add("--tls");
        }
        words.addAll(this.settings);
        this.founding = run(words, out, err);
    }

    /**
     * Starts one, on what {@code folder/data} holds, and waits until it says that it is ready.
     *
     * @param launcher {@code bin/kv}
     * @param basePort the first node's port for peers, see {@link FreePorts}
     * @param settings {@code key=value} for every node
     */
    public static ProcessCluster start(
            Path launcher, Path folder, int basePort, List<String> settings)
            throws IOException, InterruptedException {
        return start(launcher, folder, basePort, false, settings);
    }

    /**
     * As {@link #start(Path, Path, int, List)}, with {@code tls} on every port and users: the
     * cluster is called as its administrator.
     */
    public static ProcessCluster start(
            Path launcher, Path folder, int basePort, boolean tls, List<String> settings)
            throws IOException, InterruptedException {
        ProcessCluster cluster = new ProcessCluster(launcher, folder, basePort, tls, settings);
        try {
            cluster.awaitReady();
        } catch (IOException | InterruptedException | RuntimeException | Error failed) {
            cluster.close();
            throw failed;
        }
        return cluster;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + TO_START.toNanos();
        while (Files.readAllLines(out).stream().noneMatch("ready"::equals)) {
            if (founding.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                    || System.nanoTime() - end > 0) {
                throw new IOException("kv start did not become ready: " + errors());
            }
        }
        for (int i = 1; i <= FOUNDERS; i++) {
            String name = "n" + i;
            Path home = folder.resolve("data").resolve(name);
            List<String> words = new ArrayList<>(List.of("server"));
            words.addAll(settings);
            words.addAll(List.of("--config", folder.relativize(home) + "/node.yaml"));
            add(name, home, i, words, Optional.of(child(home.getFileName() + "/node.yaml")));
        }
        if (authority.isPresent()) {
            String users = authority.get().users().toString();
            tool("users", "add", LocalAuthority.GUEST, "--certificate", "--file", users);
        }
    }

    /** Runs a command that ends by itself. */
    private void tool(String... words) throws IOException {
        Process tool = run(List.of(words), out, err);
        tool.onExit().orTimeout(TO_START.toSeconds(), TimeUnit.SECONDS).join();
        if (tool.exitValue() != 0) {
            throw new IOException("kv " + String.join(" ", words) + " failed: " + errors());
        }
    }

    /** The process that {@code kv start} has started with this configuration file. */
    private ProcessHandle child(String config) {
        return founding.descendants()
                .filter(process ->
                        Stream.of(process.info().arguments().orElse(new String[0]))
                                .anyMatch(argument -> argument.endsWith("/" + config)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no process reads " + config));
    }

    /** The nodes that have not been let go, in the order they came. */
    public List<NodeProcess> nodes() {
        return List.copyOf(nodes.values());
    }

    /** One node; throws {@link IllegalArgumentException} when there is none of that name. */
    public NodeProcess node(String name) {
        return Optional.ofNullable(nodes.get(name))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no node " + name + " in " + nodes.keySet()));
    }

    /** Starts a node, n4 or later, on an empty directory; it asks the others to be let in. */
    public NodeProcess join() throws IOException {
        String name = "n" + ++named;
        String seeds =
                nodes().stream()
                        .map(node -> node.clients().toString())
                        .collect(Collectors.joining(","));
        int slot = FOUNDERS + 1;
        int port = port(slot);
        Path home = folder.resolve("data").resolve(name);
        List<String> words = new ArrayList<>(List.of("server", "--seed", seeds));
        words.addAll(settings);
        words.addAll(
                settings(
                        List.of(
                                "node.id=" + name,
                                "node.port=" + port,
                                "node.data=" + home.resolve("data"),
                                "node.lanes=1",
                                "node.storage-threads=1",
                                "plugins.protocol.resp.port=" + (port + 1),
                                "plugins.protocol.grpc.port=" + (port + 2),
                                "plugins.protocol.http.port=" + (port + HTTP))));
        if (authority.isPresent()) {
            tool("certs", "issue", authority.get().certificates().toString(), name);
            words.addAll(settings(authority.get().settings(name)));
        }
        NodeProcess joining = add(name, home, slot, words, Optional.empty());
        joining.start();
        return joining;
    }

    /** Stops a node that has left, and forgets it. */
    public void forget(NodeProcess left) throws IOException {
        left.stop();
        nodes.remove(left.name());
    }

    private NodeProcess add(
            String name, Path home, int slot, List<String> words, Optional<ProcessHandle> process) {
        List<String> alone = new ArrayList<>(words);
        alone.add("--stop-with-stdin");
        NodeProcess node =
                new NodeProcess(
                        name, home, port(slot), tls(), log -> run(alone, log, log), process);
        nodes.put(name, node);
        return node;
    }

    /** How its administrator calls it; empty where it speaks no TLS. */
    public Optional<SSLContext> tls() {
        return authority.map(LocalAuthority::admin);
    }

    /** Who certifies its nodes; empty where it speaks no TLS. */
    Optional<LocalAuthority> authority() {
        return authority;
    }

    private int port(int slot) {
        return basePort + STRIDE * (slot - 1);
    }

    private Process run(List<String> words, Path output, Path errors) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        builder.environment().put("KV_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        if (words.getFirst().equals("server")) {
            builder.environment().put("KV_JAVA_OPTS", JAVA_OPTIONS);
        }
        return builder.start();
    }

    private static List<String> settings(List<String> settings) {
        return settings.stream().flatMap(setting -> Stream.of("--set", setting)).toList();
    }

    /** The process of {@code kv start}. It ends by itself when all nodes that it started have. */
    public Process founding() {
        return founding;
    }

    /** What {@code kv start} has told its user. */
    public String errors() throws IOException {
        return Files.readString(err);
    }

    /** Kills everything that still runs. */
    @Override
    public void close() throws IOException {
        for (NodeProcess node : nodes()) {
            node.kill();
        }
        founding.descendants().forEach(ProcessHandle::destroyForcibly);
        founding.destroyForcibly();
    }
}
