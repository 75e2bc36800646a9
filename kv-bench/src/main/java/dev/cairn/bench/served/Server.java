package dev.cairn.bench.served;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that speaks the Redis protocol, until it is closed. Linux only. */
final class Server implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final double TICKS_A_SECOND = 100;
    private static final Pattern ALLOCATED = Pattern.compile("lane.* allocated=(\\d+)([BKMG]) ");
    private static final Map<String, Long> UNITS =
            Map.of("B", 1L, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30);

    private final String name;
    private final int port;
    private final Path log;
    private final ProcessHandle served;
    private final Process started;
    private final boolean java;

    private Server(String name, int port, Path log, Process started, boolean java) {
        this.name = name;
        this.port = port;
        this.log = log;
        this.started = started;
        this.served = started.toHandle();
        this.java = java;
    }

    /**
     * Starts a command and waits until it answers PING.
     *
     * @param java whether it is a JVM, which tells what it has allocated
     */
    static Server start(String name, List<String> command, int port, Path log, boolean java)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("KV_JAVA_HOME", System.getProperty("java.home"));
        Server server = new Server(name, port, log, builder.start(), java);
        try {
            server.awaitReady();
        } catch (IOException | InterruptedException | RuntimeException failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!answers()) {
            if (started.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                    || System.nanoTime() - end > 0) {
                throw new IOException(name + " did not start: " + Files.readString(log));
            }
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write("*2\r\n$3\r\nGET\r\n$5\r\nready\r\n".getBytes(StandardCharsets.US_ASCII));
            return in.read() == '$';
        } catch (IOException notYet) {
            return false;
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** Processor time that it has used, all threads, in seconds. */
    double processorSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(served.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    /** Bytes that its lanes have allocated on the heap so far; negative when it is no JVM. */
    long allocatedBytes() throws IOException, InterruptedException {
        if (!java) {
            return -1;
        }
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked =
                new ProcessBuilder(
                                jcmd.toString(), Long.toString(served.pid()), "Thread.print", "-e")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String threads = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        long sum = 0;
        for (Matcher found = ALLOCATED.matcher(threads); found.find(); ) {
            sum += Long.parseLong(found.group(1)) * UNITS.getOrDefault(found.group(2), 1L);
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        started.destroy();
        try {
            if (!started.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                started.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            started.destroyForcibly();
        }
    }
}
