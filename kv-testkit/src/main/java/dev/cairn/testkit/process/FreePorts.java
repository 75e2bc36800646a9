package dev.cairn.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Base ports of local clusters under which nothing listens just now, and which nobody else is given
 * meanwhile, whatever the process, though it takes a while until their nodes listen. Safe for all
 * threads.
 */
public final class FreePorts {
    private static final int PORTS_OF_A_NODE = 4;
    private static final int FIRST = 11_000;
    private static final int APART = 100;
    private static final int BASES = 170;

    /** From a base port to that at which its process listens, so that others leave it. */
    static final int MARK = 99;

    /** A process that starts one cluster after another gives up what it was given long ago. */
    private static final int MOST_MARKS = 16;

    /** Whoever asks next in this process is given others, also before the first listens. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(BASES));

    private static final Deque<ServerSocket> MARKS = new ArrayDeque<>();

    private FreePorts() {}

    /**
     * A base port with room for {@code nodes} nodes, which this process is not given again soon.
     */
    public static int base(int nodes) {
        for (int i = 0; i < BASES; i++) {
            int base = FIRST + APART * Math.floorMod(NEXT.getAndIncrement(), BASES);
            Optional<ServerSocket> mark = listen(base + MARK);
            if (mark.isPresent()) {
                if (areFree(base, nodes)) {
                    keep(mark.get());
                    return base;
                }
                close(mark.get());
            }
        }
        throw new AssertionError("no free ports were found");
    }

    private static void keep(ServerSocket mark) {
        synchronized (MARKS) {
            MARKS.add(mark);
            if (MARKS.size() > MOST_MARKS) {
                close(MARKS.remove());
            }
        }
    }

    private static boolean areFree(int base, int nodes) {
        for (int i = 0; i < nodes * PORTS_OF_A_NODE; i++) {
            int node = i / PORTS_OF_A_NODE;
            Optional<ServerSocket> port =
                    listen(base + ProcessCluster.STRIDE * node + i % PORTS_OF_A_NODE);
            if (port.isEmpty()) {
                return false;
            }
            close(port.get());
        }
        return true;
    }

    private static Optional<ServerSocket> listen(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
            return Optional.empty();
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
