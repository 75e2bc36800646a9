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
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;

/** How an event loop learns which sockets are ready. */
public enum Poller {
    /** Linux epoll through Netty's native library. */
    EPOLL,
    /** The JDK's own selector. */
    NIO;

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
