package dev.cairn.testkit.service;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.Transport;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A client protocol and the transport whose port it shares, as one. Whatever peers say there is
 * heard by nobody.
 *
 * @param address where both listen
 * @param transport the transport
 * @param clients the protocol
 */
public record SharedPort(Address address, Transport transport, ClientProtocol clients)
        implements ClientProtocol {
    /** Starts a protocol at the port of a transport that listens. */
    @FunctionalInterface
    public interface Start {
        /** Starts it at {@code address}, with {@code env}, which has the transport. */
        ClientProtocol at(Address address, ClientProtocol.Env env) throws IOException;
    }

    /**
     * Opens a transport of {@link OneNode} which listens at the host of {@code env}, and starts the
     * protocol beside it; closes the transport when that fails.
     *
     * @param provider opens the transport
     * @param config how the transport behaves
     * @param port where it listens; 0 lets it choose
     * @param env what both may use
     * @param start starts the protocol
     */
    public static <C extends Record> SharedPort open(
            Transport.Provider<C> provider, C config, int port, ClientProtocol.Env env, Start start)
            throws IOException {
        Transport transport =
                provider.open(
                        config,
                        new Transport.Env(
                                OneNode.CLUSTER,
                                OneNode.ID,
                                env.lanes(),
                                env.events(),
                                env.security()));
        ClientProtocol.Env beside =
                new ClientProtocol.Env(
                        env.host(),
                        env.lanes(),
                        env.blocking(),
                        env.version(),
                        env.events(),
                        env.security(),
                        Optional.of(transport));
        try {
            Address at = transport.listen(new Address(env.host(), port), new NoPeers());
            return new SharedPort(at, transport, start.at(at, beside));
        } catch (IOException failed) {
            transport.close();
            throw failed;
        }
    }

    /** Only of the protocol: the transport goes on. */
    @Override
    public void drain() {
        clients.drain();
    }

    @Override
    public void close() {
        clients.close();
        transport.close();
    }

    private static final class NoPeers implements Transport.FrameHandler {
        @Override
        public void frame(Transport.Link from, int kind, MemorySegment payload) {}

        @Override
        public void up(Transport.Link link) {}

        @Override
        public void down(Transport.Link link, String cause) {}
    }
}
