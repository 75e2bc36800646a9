package dev.cairn.server.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Base ports under which nothing listens. */
final class Ports {
    private Ports() {}

    static int base() {
        for (int i = 0; i < 100; i++) {
            int base = ThreadLocalRandom.current().nextInt(110, 280) * 100;
            boolean free = true;
            for (int port = base; free && port < base + 30; port++) {
                free = port % 10 > 3 || isFree(port);
            }
            if (free) {
                return base;
            }
        }
        throw new AssertionError("no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
