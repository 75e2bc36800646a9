package dev.cairn.testkit.process;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.ResponseCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireWriter;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * One node's data service, by the native protocol. Each request in flight has a connection of its
 * own, which the next one takes over. Nothing is tried again or elsewhere: a request whose
 * connection breaks, or on which the node is silent for ten seconds, ends in doubt. For one thread.
 */
final class NodePort implements KeyValueService {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int SILENCE_MILLIS = 10_000;

    private final Address address;
    private final Optional<SSLContext> tls;
    private final Consumer<Runnable> answers;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int dropped;

    /**
     * A node's port.
     *
     * @param address where peers and native clients reach it
     * @param tls how one calls that speaks TLS
     * @param answers runs what an answer causes, on the thread that uses this port
     */
    NodePort(Address address, Optional<SSLContext> tls, Consumer<Runnable> answers) {
        this.address = address;
        this.tls = tls;
        this.answers = answers;
    }

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        send(new Request.Get(request, false), Response.Found.class, Response.Found::result, answer);
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        send(
                new Request.Put(request, false),
                Response.Written.class,
                Response.Written::result,
                answer);
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        send(
                new Request.Delete(request, false),
                Response.Written.class,
                Response.Written::result,
                answer);
    }

    /** Leaves all connections; those that requests need just now once they are answered. */
    void drop() {
        dropped++;
        idle.forEach(Connection::close);
        idle.clear();
    }

    private <R extends Response, T> void send(
            Request request, Class<R> expected, Function<R, T> result, Answer<T> answer) {
        Connection connection =
                Optional.ofNullable(idle.poll()).orElseGet(() -> new Connection(address, tls));
        int before = dropped;
        Thread.ofVirtual()
                .start(() -> {
                    Response response = exchange(connection, request);
                    answers.accept(() -> {
                        if (before == dropped && connection.isOpen()) {
                            idle.push(connection);
                        } else {
                            connection.close();
                        }
                        if (expected.isInstance(response)) {
                            answer.succeeded(result.apply(expected.cast(response)));
                        } else if (response instanceof Response.Failed failed) {
                            answer.failed(failed.error());
                        } else {
                            answer.failed(broken("answered " + response));
                        }
                    });
                });
    }

    private Response exchange(Connection connection, Request request) {
        try {
            return connection.exchange(request);
        } catch (IOException | MalformedException | KvException failed) {
            return new Response.Failed(broken(String.valueOf(failed.getMessage())));
        }
    }

    private KvError broken(String why) {
        return KvError.of(ErrorCode.TIMEOUT, address + ": " + why);
    }

    /** One connection, made by its first request and closed by one that fails. */
    private static final class Connection {
        private final Address address;
        private final Optional<SSLContext> tls;
        private final Socket raw = new Socket();
        private Socket socket = raw;
        private Optional<DataInputStream> in = Optional.empty();

        Connection(Address address, Optional<SSLContext> tls) {
            this.address = address;
            this.tls = tls;
        }

        Response exchange(Request request) throws IOException {
            try {
                DataInputStream from = in.isPresent() ? in.get() : open();
                WireWriter call = new WireWriter(256);
                RequestCodec.write(new Call(1, request), call);
                write(call);
                return ResponseCodec.decode(read(from)).response();
            } catch (IOException | RuntimeException failed) {
                close();
                throw failed;
            }
        }

        private DataInputStream open() throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            if (tls.isPresent()) {
                socket =
                        tls.get()
                                .getSocketFactory()
                                .createSocket(socket, address.host(), address.port(), true);
            }
            DataInputStream from =
                    new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            write(new WireWriter(32).raw(Handshake.hello()));
            Handshake.readAnswer(read(from));
            in = Optional.of(from);
            return from;
        }

        private void write(WireWriter message) throws IOException {
            byte[] frame =
                    new WireWriter(4 + message.size())
                            .i32(message.size())
                            .raw(message.buffer(), 0, message.size())
                            .toByteArray();
            socket.getOutputStream().write(frame);
        }

        private static MemorySegment read(DataInputStream from) throws IOException {
            int size = from.readInt();
            if (size < 1 || size > Handshake.MAX_FRAME_BYTES) {
                throw new MalformedException("a frame of " + size + " bytes");
            }
            byte[] frame = new byte[size];
            from.readFully(frame);
            return MemorySegment.ofArray(frame);
        }

        boolean isOpen() {
            return !raw.isClosed();
        }

        /** Without a word: the end of TLS would wait for a node that may be stopped. */
        void close() {
            try {
                raw.close();
            } catch (IOException alreadyBroken) {
                assert raw.isClosed();
            }
        }
    }
}
