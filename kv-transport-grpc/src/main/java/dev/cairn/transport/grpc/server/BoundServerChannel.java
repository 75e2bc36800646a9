package dev.cairn.transport.grpc.client;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * Netty's server channel over a socket that listens already. It counts as active only once it was
 * asked to bind, when its pipeline is complete: a connection accepted before would be lost.
 */
final class BoundServerChannel extends NioServerSocketChannel {
    private volatile boolean announced;

    BoundServerChannel(ServerSocketChannel listening) {
        super(listening);
    }

    @Override
    protected void doBind(SocketAddress address) {
        announced = true;
    }

    @Override
    public boolean isActive() {
        return announced && super.isActive();
    }
}
