package dev.cairn.testkit.process;

import dev.cairn.api.cluster.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Connections to every port of nodes that talk nonsense: requests cut short, damaged, too large or
 * by the dozen, noise, a byte now and then, nothing at all. They go without a word, by an end or a
 * reset. What they are answered is nobody's business; the nodes are to serve all others meanwhile,
 * and to be as before when the strangers have gone.
 */
final class Strangers {
    private static final int AT_ONCE = 64;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int LISTEN_MILLIS = 100;
    private static final int MOST_NOISE = 4096;
    private static final int REPEATS = 50;
    private static final int DRIPS = 20;

    private final List<Address> nodes;
    private final SplittableRandom random;

    /** How a stranger behaves. */
    private enum Manner {
        SENSIBLE,
        CUT_SHORT,
        DAMAGED,
        BY_THE_DOZEN,
        OVERSIZED,
        NOISY,
        SILENT,
        SLOW
    }

    /**
     * Strangers to nodes.
     *
     * @param nodes the first port of each; the next three are those of other protocols
     */
    Strangers(List<Address> nodes, long seed) {
        this.nodes = List.copyOf(nodes);
        this.random = new SplittableRandom(seed);
    }

    /** Makes so many connections, some dozens at once; how many were not accepted. */
    int come(int count) {
        AtomicInteger refused = new AtomicInteger();
        Semaphore free = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                SplittableRandom own = random.split();
                free.acquireUninterruptibly();
                threads.execute(() -> {
                    if (!visit(own)) {
                        refused.incrementAndGet();
                    }
                    free.release();
                });
            }
        }
        return refused.get();
    }

    private boolean visit(RandomGenerator random) {
        Opening opening = Opening.values()[random.nextInt(Opening.values().length)];
        Manner manner = Manner.values()[random.nextInt(Manner.values().length)];
        Address node = nodes.get(random.nextInt(nodes.size()));
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(node.host(), node.port() + opening.port()),
                    CONNECT_MILLIS);
            socket.setSoTimeout(LISTEN_MILLIS);
            if (random.nextBoolean()) {
                socket.setSoLinger(true, 0); // closing resets
            }
            talk(socket, opening, manner, random);
            return true;
        } catch (IOException notAccepted) {
            return false;
        }
    }

    private static void talk(
            Socket socket, Opening opening, Manner manner, RandomGenerator random) {
        byte[] sensible = opening.sensible(random);
        try {
            switch (manner) {
                case SENSIBLE -> say(socket, sensible);
                case CUT_SHORT ->
                        say(socket, Arrays.copyOf(sensible, random.nextInt(sensible.length)));
                case DAMAGED -> say(socket, damaged(sensible, random));
                case BY_THE_DOZEN -> {
                    for (int i = 0; i < REPEATS; i++) {
                        say(socket, sensible);
                    }
                }
                case OVERSIZED -> {
                    say(socket, opening.oversized(random));
                    say(socket, noise(random));
                }
                case NOISY -> say(socket, noise(random));
                case SILENT -> {}
                case SLOW -> drip(socket, sensible);
            }
            if (random.nextInt(4) > 0) {
                listen(socket);
            }
        } catch (IOException cutOff) {
            // Which is the node's right.
        }
    }

    private static void say(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private static byte[] noise(RandomGenerator random) {
        byte[] noise = new byte[1 + random.nextInt(MOST_NOISE)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] damaged(byte[] sensible, RandomGenerator random) {
        byte[] damaged = sensible.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    /** A byte at a time, each after waiting in vain for an answer. */
    private static void drip(Socket socket, byte[] sensible) throws IOException {
        for (int i = 0; i < Math.min(DRIPS, sensible.length); i++) {
            socket.getOutputStream().write(sensible[i]);
            listen(socket);
        }
    }

    private static void listen(Socket socket) throws IOException {
        try {
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the node has closed the connection");
            }
        } catch (SocketTimeoutException silence) {
            // It waits for more.
        }
    }
}
