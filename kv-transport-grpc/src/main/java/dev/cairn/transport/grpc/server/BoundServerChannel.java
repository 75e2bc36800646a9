package dev.cairn.transport.grpc.server;

import dev.cairn.api.security.Refusals;
import dev.cairn.transport.grpc.tls.Handshakes;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;

/**
 * Netty's server channel over a socket that listens already. It counts as active only once it was
 * asked to bind, when its pipeline is complete: a connection accepted before would be lost. Keeps a
 * bounded number of connections and closes what comes beyond.
 */
final class BoundServerChannel extends NioServerSocketChannel {
    private final int maxConnections;
    private final Refusals refusals;
    private volatile boolean announced;
    private int connections;

    BoundServerChannel(ServerSocketChannel listening, int maxConnections, Refusals refusals) {
        super(listening);
        this.maxConnections = maxConnections;
        this.refusals = refusals;
    }

    @Override
    protected void doBind(SocketAddress address) {
        announced = true;
    }

    @Override
    public boolean isActive() {
        return announced && super.isActive();
    }

    /** On the one event loop of the port, as everything here. */
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int count = super.doReadMessages(accepted);
        if (accepted.size() > before) {
            Channel connection = (Channel) accepted.getLast();
            if (connections >= maxConnections) {
                connection.unsafe().closeForcibly();
                accepted.removeLast();
                return 0;
            }
            connections++;
            connection.closeFuture().addListener(_ -> connections--);
            connection.pipeline().addLast(new Handshakes(refusals));
        }
        return count;
    }
}
