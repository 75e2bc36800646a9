package dev.cairn.transport.netty.eventloop;

import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.time.Duration;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/** How an event loop reads and writes its sockets. */
public enum Poller {
    /** Linux epoll through Netty's native library. */
    EPOLL,
    /**
     * Linux io_uring through Netty's native library: calls of the kernel are handed over together.
     */
    IO_URING,
    /** The JDK's own selector. */
    NIO;

    private static final int PROBE_AFTER_SECONDS = 120;
    private static final int PROBE_EVERY_SECONDS = 15;
    private static final int PROBES = 4;

    /** Which is taken. */
    public enum Choice {
        /** The first that this machine has, in the order of {@link Poller}. */
        AUTO,
        /** {@link Poller#EPOLL} or none. */
        EPOLL,
        /** {@link Poller#IO_URING} or none. */
        IO_URING,
        /** {@link Poller#NIO}. */
        NIO;

        /** The one; throws {@link IllegalStateException} when this machine does not have it. */
        public Poller poller() {
            if (this == AUTO) {
                return best();
            }
            Poller chosen = Poller.valueOf(name());
            chosen.missing()
                    .ifPresent(cause -> {
                        throw new IllegalStateException(
                                "this machine cannot poll by " + chosen + ": " + cause.getMessage(),
                                cause);
                    });
            return chosen;
        }
    }

    /** The first of them that this machine has. */
    public static Poller best() {
        if (EPOLL.missing().isEmpty()) {
            return EPOLL;
        }
        return IO_URING.missing().isEmpty() ? IO_URING : NIO;
    }

    /** Why this machine does not have it; empty when it does. */
    Optional<Throwable> missing() {
        return switch (this) {
            case EPOLL -> Optional.ofNullable(Epoll.unavailabilityCause());
            case IO_URING -> Optional.ofNullable(IoUring.unavailabilityCause());
            case NIO -> Optional.empty();
        };
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    ServerChannel newServerChannel() {
        return switch (this) {
            case EPOLL -> new EpollServerSocketChannel();
            case IO_URING -> new IoUringServerSocketChannel();
            case NIO -> new NioServerSocketChannel();
        };
    }

    SocketChannel newChannel() {
        return switch (this) {
            case EPOLL -> new EpollSocketChannel();
            case IO_URING -> new IoUringSocketChannel();
            case NIO -> new NioSocketChannel();
        };
    }

    /**
     * Has the kernel ask a peer that was silent for two minutes whether it is still there, and give
     * the connection up when four questions, 15 seconds apart, went unanswered: one whose machine
     * is gone says no more, and would keep its place for as long as this node runs.
     */
    void probeTheSilent(SocketChannel channel) {
        SocketChannelConfig config = channel.config().setKeepAlive(true);
        config.setOption(keepIdle(), PROBE_AFTER_SECONDS);
        config.setOption(keepInterval(), PROBE_EVERY_SECONDS);
        config.setOption(keepCount(), PROBES);
    }

    ChannelOption<Integer> keepIdle() {
        return switch (this) {
            case EPOLL -> EpollChannelOption.TCP_KEEPIDLE;
            case IO_URING -> IoUringChannelOption.TCP_KEEPIDLE;
            case NIO -> NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE);
        };
    }

    private ChannelOption<Integer> keepInterval() {
        return switch (this) {
            case EPOLL -> EpollChannelOption.TCP_KEEPINTVL;
            case IO_URING -> IoUringChannelOption.TCP_KEEPINTVL;
            case NIO -> NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL);
        };
    }

    private ChannelOption<Integer> keepCount() {
        return switch (this) {
            case EPOLL -> EpollChannelOption.TCP_KEEPCNT;
            case IO_URING -> IoUringChannelOption.TCP_KEEPCNT;
            case NIO -> NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT);
        };
    }

    /**
     * Lets the kernel give up a connection whose peer has acknowledged nothing for {@code limit},
     * where it can: not by NIO.
     */
    void limitSilence(SocketChannel channel, Duration limit) {
        int millis = Math.toIntExact(limit.toMillis());
        switch (this) {
            case EPOLL -> channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, millis);
            case IO_URING ->
                    channel.config().setOption(IoUringChannelOption.TCP_USER_TIMEOUT, millis);
            case NIO -> {}
        }
    }
}
