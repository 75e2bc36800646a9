package dev.cairn.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Base ports of local clusters under which nothing listens just now. */
public final class FreePorts {
    private static final int PORTS_OF_A_NODE = 4;
    private static final int FIRST = 11_000;
    private static final int APART = 100;
    private static final int BASES = 170;

    /** Whoever asks next in this process is given others, also before the first listens. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(BASES));

    private FreePorts() {}

    /**
     * A base port with room for {@code nodes} nodes, which this process is not given again soon.
     */
    public static int base(int nodes) {
        for (int i = 0; i < BASES; i++) {
            int base = FIRST + APART * Math.floorMod(NEXT.getAndIncrement(), BASES);
            if (areFree(base, nodes)) {
                return base;
            }
        }
        throw new AssertionError("no free ports were found");
    }

    private static boolean areFree(int base, int nodes) {
        for (int i = 0; i < nodes * PORTS_OF_A_NODE; i++) {
            int node = i / PORTS_OF_A_NODE;
            if (!isFree(base + ProcessCluster.STRIDE * node + i % PORTS_OF_A_NODE)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
