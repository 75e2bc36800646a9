package dev.cairn.transport.grpc.server;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.security.Security;
import dev.cairn.transport.grpc.tls.PresentSslContext;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Listens at once and starts the gRPC server with the first connection, as inetd and systemd do.
 *
 * <p>gRPC takes a third of a second of processor time to start, several times that without an AOT
 * cache; a node whose clients speak other protocols need not spend it. The kernel keeps early
 * connections until the server takes them. One event loop thread decodes and hands over; what is
 * served there never waits. Safe for all threads.
 */
public final class GrpcPort implements AutoCloseable {
    /**
     * gRPC writes a warning with its stack for every call that a caller breaks, so callers could
     * fill the log. Kept here, since loggers that nobody keeps forget their level.
     */
    private static final Logger QUIET = Logger.getLogger("io.grpc.netty");

    private static final int BACKLOG = 1024;
    private static final int MAX_CONNECTIONS = 10_000;
    private static final int MAX_METADATA_BYTES = 8 * 1024;
    private static final int MAX_CALLS_PER_CONNECTION = 1024;
    private static final int FLOW_CONTROL_WINDOW_BYTES = 2 * 1024 * 1024;

    /** What part of the heap messages may take that have begun and not ended: an eighth. */
    private static final long INTAKE_SHARE = 8;

    /** Longer than TLS gives a handshake, so that TLS says what was wrong with it. */
    private static final long HANDSHAKE_SECONDS = 12;

    /** A caller that is silent for so long is pinged, and given up without an answer. */
    private static final long SILENCE_SECONDS = 20;

    private static final long PING_ANSWER_SECONDS = 10;
    private static final long MOST_PINGS_EVERY_SECONDS = 5;
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final int maxMessageBytes;
    private final Security security;
    private final EventSink events;
    private final ServiceTable services = new ServiceTable();
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("grpc", true), NioIoHandler.newFactory());
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<Listening> listening = Optional.empty();
    private Optional<Server> server = Optional.empty();
    private boolean stopped;

    /** A socket that listens, and what waits for its first connection. */
    private record Listening(Address address, ServerSocketChannel socket, Selector selector) {}

    /** Listens nowhere yet. Messages over {@code maxMessageBytes} will be refused unread. */
    public GrpcPort(int maxMessageBytes, Security security, EventSink events) {
        this.maxMessageBytes = maxMessageBytes;
        this.security = security;
        this.events = events;
        QUIET.setLevel(Level.SEVERE);
    }

    /**
     * Listens, and answers where with the real port; throws {@link IOException} naming the address
     * when it cannot.
     */
    public Address listen(Address at) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.bind(new InetSocketAddress(at.host(), at.port()), BACKLOG);
            socket.configureBlocking(false);
            Selector selector = Selector.open();
            socket.register(selector, SelectionKey.OP_ACCEPT);
            int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
            Listening made = new Listening(new Address(at.host(), port), socket, selector);
            listening = Optional.of(made);
            Thread.ofPlatform().daemon().name("grpc-activation").start(() -> awaitCaller(made));
            return made.address();
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw new IOException("cannot listen on " + at + ": " + failed.getMessage(), failed);
        }
    }

    /** Where it listens, with the real port; empty before it does. */
    public Optional<Address> address() {
        return listening.map(Listening::address);
    }

    /** The event loop of its connections, for those too that are dialled beside it. */
    public EventLoopGroup loop() {
        return loop;
    }

    /**
     * Serves what {@code made} answers, which is asked for with the first call, until what is
     * answered here is run.
     */
    public Runnable serve(Supplier<List<ServerServiceDefinition>> made) {
        return services.add(made);
    }

    private void awaitCaller(Listening at) {
        try {
            at.selector().select();
            at.selector().close();
            activate(at);
        } catch (ClosedSelectorException ended) {
            return;
        } catch (IOException | RuntimeException failed) {
            events.emit(
                    new Event.Note(
                            Event.Severity.ERROR,
                            "gRPC could not start on "
                                    + at.address()
                                    + ": "
                                    + failed.getMessage()));
            stop();
        }
    }

    private void activate(Listening at) throws IOException {
        lock.lock();
        try {
            if (!stopped) {
                Server made = build(at.socket());
                made.start();
                server = Optional.of(made);
            }
        } finally {
            lock.unlock();
        }
    }

    private Server build(ServerSocketChannel socket) throws IOException {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(socket.getLocalAddress())
                        .bossEventLoopGroup(loop)
                        .workerEventLoopGroup(loop)
                        .channelFactory(() ->
                                new BoundServerChannel(
                                        socket, MAX_CONNECTIONS, security.refusals()))
                        .directExecutor()
                        .maxInboundMessageSize(maxMessageBytes)
                        .maxInboundMetadataSize(MAX_METADATA_BYTES)
                        .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                        .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
                        .addStreamTracerFactory(
                                new Intake(Runtime.getRuntime().maxMemory() / INTAKE_SHARE, loop))
                        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTime(SILENCE_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
                        .permitKeepAliveTime(MOST_PINGS_EVERY_SECONDS, TimeUnit.SECONDS)
                        .fallbackHandlerRegistry(services);
        security.tls().ifPresent(tls -> builder.sslContext(new PresentSslContext(tls)));
        return builder.build();
    }

    /** Takes no new connections and calls, and frees the port; calls in work go on. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            server.ifPresent(Server::shutdown);
            if (server.isEmpty() && listening.isPresent()) {
                listening.get().selector().close();
                listening.get().socket().close();
            }
        } catch (IOException failed) {
            throw new IllegalStateException("cannot close the port for gRPC", failed);
        } finally {
            lock.unlock();
        }
    }

    /** Ends every connection, those too that were dialled on its loop. */
    @Override
    public void close() {
        stop();
        try {
            if (server.isPresent()
                    && !server.get()
                            .shutdownNow()
                            .awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "the gRPC server did not end in " + CLOSE_WAIT_SECONDS + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            loop.shutdownGracefully(0, CLOSE_WAIT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
