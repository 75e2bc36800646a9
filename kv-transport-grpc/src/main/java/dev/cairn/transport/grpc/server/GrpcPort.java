package dev.cairn.transport.grpc.client;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.ClientProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Listens at once and starts the server itself with the first connection, as inetd and systemd do.
 *
 * <p>gRPC takes a third of a second of processor time to start, several times that without an AOT
 * cache; a node whose clients speak other protocols need not spend it. The kernel keeps early
 * connections until the server takes them. Safe for all threads.
 */
public final class SocketActivation implements ClientProtocol {
    private static final int BACKLOG = 1024;

    private final Address address;
    private final ServerSocketChannel socket;
    private final Selector selector;
    private final Starter starter;
    private final EventSink events;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<ClientProtocol> server = Optional.empty();
    private boolean drained;

    /** Starts the server behind a socket that listens already. */
    @FunctionalInterface
    public interface Starter {
        /** Takes the socket over; throws {@link IOException} when it cannot serve. */
        ClientProtocol start(ServerSocketChannel listening, Address address) throws IOException;
    }

    private SocketActivation(
            Address address,
            ServerSocketChannel socket,
            Selector selector,
            Starter starter,
            EventSink events) {
        this.address = address;
        this.socket = socket;
        this.selector = selector;
        this.starter = starter;
        this.events = events;
    }

    /** Listens; throws {@link IOException} naming the address when it cannot. */
    public static SocketActivation listen(Address at, Starter starter, EventSink events)
            throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.bind(new InetSocketAddress(at.host(), at.port()), BACKLOG);
            socket.configureBlocking(false);
            Selector selector = Selector.open();
            socket.register(selector, SelectionKey.OP_ACCEPT);
            int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
            Address real = new Address(at.host(), port);
            SocketActivation waiting =
                    new SocketActivation(real, socket, selector, starter, events);
            Thread.ofPlatform().daemon().name("grpc-activation").start(waiting::await);
            return waiting;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw new IOException("cannot listen on " + at + ": " + failed.getMessage(), failed);
        }
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public void drain() {
        end().ifPresent(ClientProtocol::drain);
    }

    @Override
    public void close() {
        end().ifPresent(ClientProtocol::close);
    }

    private void await() {
        try {
            selector.select();
            selector.close();
            activate();
        } catch (ClosedSelectorException ended) {
            return;
        } catch (IOException | RuntimeException failed) {
            events.emit(
                    new Event.Note(
                            Event.Severity.ERROR,
                            "gRPC could not start on " + address + ": " + failed.getMessage()));
            end();
        }
    }

    private void activate() throws IOException {
        lock.lock();
        try {
            if (!drained) {
                server = Optional.of(starter.start(socket, address));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Starts nothing from now on; answers the server if there is one, else frees the port. */
    private Optional<ClientProtocol> end() {
        lock.lock();
        try {
            drained = true;
            if (server.isEmpty()) {
                selector.close();
                socket.close();
            }
            return server;
        } catch (IOException failed) {
            throw new IllegalStateException("cannot close " + address, failed);
        } finally {
            lock.unlock();
        }
    }
}
