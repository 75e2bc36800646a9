package dev.cairn.transport.netty.clients;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.transport.netty.eventloop.Listener;
import dev.cairn.transport.netty.tls.Encryption;
import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;

/**
 * A listening protocol. Its connections learn of {@link #drain} by {@link Drain} and close
 * themselves when done.
 */
public final class ClientServer implements ClientProtocol {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

    private final Listener listener;

    private ClientServer(Listener listener) {
        this.listener = listener;
    }

    /** Listens; throws {@link IOException} naming the address when it cannot. */
    public static ClientServer start(
            ClientProtocol.Env env, int port, int maxConnections, Listener.Opening opening)
            throws IOException {
        Address at = new Address(env.host(), port);
        return new ClientServer(
                Listener.bind(
                        env.lanes(),
                        at,
                        maxConnections,
                        (channel, driver) -> {
                            Encryption.accept(channel, env.security(), HANDSHAKE_LIMIT);
                            opening.opened(channel, driver);
                            channel.pipeline().addLast(new FaultReport(env.events()));
                        }));
    }

    @Override
    public Address address() {
        return listener.address();
    }

    @Override
    public void drain() {
        listener.stop();
        for (Channel connection : listener.connections()) {
            connection
                    .eventLoop()
                    .execute(() -> connection.pipeline().fireUserEventTriggered(Drain.REQUESTED));
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
