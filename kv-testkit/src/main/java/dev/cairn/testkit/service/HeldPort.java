package dev.cairn.testkit.service;

import dev.cairn.api.cluster.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of this machine that is given to nobody else while nobody listens there: it is bound, and
 * not listened at. Who names it may listen there, as often as it likes, if it reuses addresses as
 * Java and Netty do; who lets the system choose is never given it, and who connects while nobody
 * listens is refused. Only Linux can do that; elsewhere it is a port that was free a moment ago.
 *
 * <pre>{@code
 * try (HeldPort port = new HeldPort()) {
 *     start(port.address()).close();   // and nobody takes it in between
 *     start(port.address()).close();
 * }
 * }</pre>
 */
public final class HeldPort implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Socket holder = new Socket();
    private final Address address;

    /** Holds one that is free. */
    public HeldPort() throws IOException {
        try {
            holder.setReuseAddress(true);
            holder.bind(new InetSocketAddress(HOST, 0));
            address = new Address(HOST, holder.getLocalPort());
        } catch (IOException failed) {
            holder.close();
            throw failed;
        }
        if (!System.getProperty("os.name").equals("Linux")) {
            holder.close();
        }
    }

    /** Where it is. */
    public Address address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        holder.close();
    }
}
