package dev.cairn.testkit.service;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.Transport;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

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
        /** Starts it at {@code address}. */
        ClientProtocol at(Address address) throws IOException;
    }

    /** Listens at {@code at}, then starts the protocol; closes the transport when that fails. */
    public static SharedPort open(Transport transport, Address at, Start start) throws IOException {
        try {
            Address real = transport.listen(at, new NoPeers());
            return new SharedPort(real, transport, start.at(real));
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
