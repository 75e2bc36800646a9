package dev.cairn.bench.served;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;

/**
 * A client of one thread for several protocols, as redis-benchmark is one for its own: each
 * connection sends as many requests as the pipeline is deep, waits for their replies, and begins
 * again. Requests are made before, so that it costs little itself.
 */
final class RawLoad {
    private static final int PREPARED = 1 << 14;
    private static final int READ_BYTES = 64 * 1024;

    private final Dialect dialect;
    private final Workload load;
    private final long count;
    private final byte[][] requests = new byte[PREPARED][];
    private final ByteBuffer out;
    private long sent;
    private long answered;
    private int next;

    private final class Connection {
        private final SocketChannel socket;
        private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
        private int waiting;

        Connection(InetSocketAddress server) throws IOException {
            socket = SocketChannel.open(server);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            byte[] greeting = dialect.greeting();
            if (greeting.length > 0) {
                socket.write(ByteBuffer.wrap(greeting));
                in.limit(Integer.BYTES);
                readFully();
                in.clear().limit(in.getInt(0));
                readFully();
                in.clear();
            }
            socket.configureBlocking(false);
        }

        private void readFully() throws IOException {
            while (in.hasRemaining()) {
                if (socket.read(in) < 0) {
                    throw new IOException("the server closed the connection");
                }
            }
        }

        void send() throws IOException {
            out.clear();
            while (waiting < load.pipeline() && sent < count) {
                out.put(requests[next++ % PREPARED]);
                waiting++;
                sent++;
            }
            out.flip();
            while (out.hasRemaining()) {
                socket.write(out);
            }
        }

        void receive() throws IOException {
            if (socket.read(in) < 0) {
                throw new IOException("the server closed the connection");
            }
            in.flip();
            while (waiting > 0 && in.hasRemaining() && dialect.skipReply(in)) {
                waiting--;
                answered++;
            }
            in.compact();
            if (waiting == 0) {
                send();
            }
        }
    }

    private RawLoad(Dialect dialect, Workload load, long count, int keys, byte[] value) {
        this.dialect = dialect;
        this.load = load;
        this.count = count;
        SplittableRandom random = new SplittableRandom(1);
        int longest = 0;
        for (int i = 0; i < PREPARED; i++) {
            requests[i] = dialect.request(load.command(), random.nextInt(keys), value);
            longest = Math.max(longest, requests[i].length);
        }
        this.out = ByteBuffer.allocateDirect(longest * load.pipeline());
    }

    /** Writes every key that a load of so many keys uses. */
    static void fill(Dialect dialect, int keys, byte[] value, int port) throws IOException {
        run(dialect, new Workload(Workload.Command.SET, 4, 16), PREPARED, keys, value, port);
    }

    /** Runs so many requests to their end; answers operations a second. */
    static double run(
            Dialect dialect, Workload load, long requests, int keys, byte[] value, int port)
            throws IOException {
        return new RawLoad(dialect, load, requests, keys, value)
                .run(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private double run(InetSocketAddress server) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < load.connections(); i++) {
                Connection connection = new Connection(server);
                connection.socket.register(selector, SelectionKey.OP_READ, connection);
            }
            long began = System.nanoTime();
            try {
                for (SelectionKey key : selector.keys()) {
                    ((Connection) key.attachment()).send();
                }
                while (answered < count) {
                    selector.select(key -> receive((Connection) key.attachment()));
                }
                return count * 1e9 / (System.nanoTime() - began);
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    private static void receive(Connection connection) {
        try {
            connection.receive();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
