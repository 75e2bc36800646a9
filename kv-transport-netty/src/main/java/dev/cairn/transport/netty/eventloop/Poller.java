package dev.cairn.transport.netty.eventloop;

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
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/** How an event loop learns which sockets are ready. */
public enum Poller {
    /** Linux epoll through Netty's native library. */
    EPOLL,
    /** The JDK's own selector. */
    NIO;

    private static final int PROBE_AFTER_SECONDS = 120;
    private static final int PROBE_EVERY_SECONDS = 15;
    private static final int PROBES = 4;

    /** Epoll where its native library loads, else NIO. */
    public static Poller best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    IoHandlerFactory handlers() {
        return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    ServerChannel newServerChannel() {
        return this == EPOLL ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    }

    SocketChannel newChannel() {
        return this == EPOLL ? new EpollSocketChannel() : new NioSocketChannel();
    }

    /**
     * Has the kernel ask a peer that was silent for two minutes whether it is still there, and give
     * the connection up when four questions, 15 seconds apart, went unanswered: one whose machine
     * is gone says no more, and would keep its place for as long as this node runs.
     */
    void probeTheSilent(SocketChannel channel) {
        SocketChannelConfig config = channel.config().setKeepAlive(true);
        if (this == EPOLL) {
            config.setOption(EpollChannelOption.TCP_KEEPIDLE, PROBE_AFTER_SECONDS);
            config.setOption(EpollChannelOption.TCP_KEEPINTVL, PROBE_EVERY_SECONDS);
            config.setOption(EpollChannelOption.TCP_KEEPCNT, PROBES);
        } else {
            config.setOption(
                    NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), PROBE_AFTER_SECONDS);
            config.setOption(
                    NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                    PROBE_EVERY_SECONDS);
            config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
        }
    }

    /**
     * Lets the kernel give up a connection whose peer has acknowledged nothing for {@code limit};
     * epoll only.
     */
    void limitSilence(SocketChannel channel, Duration limit) {
        if (this == EPOLL) {
            channel.config()
                    .setOption(
                            EpollChannelOption.TCP_USER_TIMEOUT, Math.toIntExact(limit.toMillis()));
        }
    }
}
