package dev.cairn.transport.netty.eventloop;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A listening socket and the connections that came through it, spread over the lanes one after
 * another. Safe for all threads.
 */
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final long PAUSE_AFTER_FAILED_ACCEPT_MILLIS = 500;

    /**
     * Netty makes the buffer of the next read as small as the last ones were; a read that fills it
     * is followed by another, to see whether there is more. So it must not shrink to the very size
     * of a small request.
     */
    private static final RecvByteBufAllocator READ_BUFFERS =
            new AdaptiveRecvByteBufAllocator(1024, 2048, 64 * 1024);

    private final List<NettyDriver> drivers;
    private final int maxConnections;
    private final Opening opening;
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final ServerChannel socket;
    private final Address address;
    private volatile boolean stopped;

    /**
     * Prepares a new connection: adds its handlers. Called on the connection's own lane, before
     * anything is read.
     */
    @FunctionalInterface
    public interface Opening {
        /** A connection that {@code driver} will serve. */
        void opened(SocketChannel channel, NettyDriver driver);
    }

    private Listener(List<NettyDriver> drivers, Address at, int maxConnections, Opening opening)
            throws IOException {
        this.drivers = drivers;
        this.maxConnections = maxConnections;
        this.opening = opening;
        this.socket = drivers.getFirst().poller().newServerChannel();
        this.address = bind(at);
    }

    /**
     * Listens at {@code at}; keeps at most {@code maxConnections} and closes what comes beyond.
     * Throws {@link IOException} naming the address when it cannot.
     */
    public static Listener bind(List<Lane> lanes, Address at, int maxConnections, Opening opening)
            throws IOException {
        return new Listener(NettyDriver.of(lanes), at, maxConnections, opening);
    }

    private Address bind(Address at) throws IOException {
        InetSocketAddress wanted = new InetSocketAddress(at.host(), at.port());
        if (wanted.isUnresolved()) {
            throw new IOException("cannot listen on " + at + ": the host name is unknown");
        }
        CompletableFuture<Optional<Throwable>> outcome = new CompletableFuture<>();
        NettyDriver first = drivers.getFirst();
        OnLane.call(
                first.lane(),
                () -> {
                    socket.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
                    socket.config().setOption(ChannelOption.SO_REUSEADDR, true);
                    socket.pipeline().addLast(new Acceptor());
                    ChannelFuture registered = first.loop().register(socket);
                    return registered.addListener(done -> {
                        if (done.isSuccess()) {
                            socket.bind(wanted)
                                    .addListener(bound ->
                                            outcome.complete(Optional.ofNullable(bound.cause())));
                        } else {
                            outcome.complete(Optional.of(done.cause()));
                        }
                    });
                });
        Optional<Throwable> failure = OnLane.await(outcome, "binding " + at);
        if (failure.isPresent()) {
            socket.close();
            String reason = String.valueOf(failure.get().getMessage());
            throw new IOException(
                    reason.contains("in use")
                            ? "cannot listen on " + at + ": the port is taken by another process"
                            : "cannot listen on " + at + ": " + reason,
                    failure.get());
        }
        return new Address(at.host(), ((InetSocketAddress) socket.localAddress()).getPort());
    }

    /** Where it listens, with the real port. */
    public Address address() {
        return address;
    }

    /** How its first lane learns which sockets are ready. */
    public Poller poller() {
        return drivers.getFirst().poller();
    }

    /** The connections that are open. */
    public Set<Channel> connections() {
        return Set.copyOf(connections);
    }

    /**
     * Takes no new connections, and closes those that no lane has got to yet; frees the port. Waits
     * for that unless called on a lane.
     */
    public void stop() {
        stopped = true;
        awaitClosed(List.of(socket));
    }

    /** Stops and closes every connection. Waits for that unless called on a lane. */
    @Override
    public void close() {
        stop();
        awaitClosed(List.copyOf(connections));
    }

    private void awaitClosed(List<? extends Channel> channels) {
        for (Channel channel : channels) {
            channel.close();
        }
        if (drivers.stream().noneMatch(driver -> driver.lane().isCurrent())) {
            for (Channel channel : channels) {
                CompletableFuture<Boolean> closed = new CompletableFuture<>();
                channel.closeFuture().addListener(done -> closed.complete(true));
                OnLane.await(closed, "closing " + channel);
            }
        }
    }

    /** Hands accepted connections to the lanes in turn. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        private int next;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            SocketChannel accepted = (SocketChannel) message;
            if (connections.size() >= maxConnections) {
                accepted.unsafe().closeForcibly();
                return;
            }
            NettyDriver driver = drivers.get(next++ % drivers.size());
            driver.loop().execute(() -> serve(accepted, driver));
        }

        private void serve(SocketChannel accepted, NettyDriver driver) {
            accepted.config().setTcpNoDelay(true);
            driver.probeTheSilent(accepted);
            accepted.config().setRecvByteBufAllocator(READ_BUFFERS);
            opening.opened(accepted, driver);
            driver.loop().register(accepted);
            connections.add(accepted);
            accepted.closeFuture().addListener(done -> connections.remove(accepted));
            if (stopped) {
                accepted.close();
            }
        }

        /**
         * Accepting failed, usually for want of file descriptors: at once again would only burn the
         * processor.
         */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.channel().config().setAutoRead(false);
            context.executor()
                    .schedule(
                            () -> context.channel().config().setAutoRead(true),
                            PAUSE_AFTER_FAILED_ACCEPT_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }
}
