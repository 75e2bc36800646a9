package dev.cairn.testkit.sim;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.spi.Transport.FrameHandler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One side of a connection; the side that called outlives its connections and makes new ones. */
final class SimulatedLink implements Transport.Link {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final int MOST_DOUBLINGS = 5;
    private static final NodeId NOBODY = new NodeId("unknown");

    private final SimulatedTransport transport;
    private final SimulatedNetwork network;
    private final Optional<Address> target;
    private final Lane lane;
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable Connection connection;
    private NodeId peer = NOBODY;
    private ClusterId cluster = ClusterId.NONE;
    private int version;
    private int failures;
    private boolean closed;

    private SimulatedLink(SimulatedTransport transport, Optional<Address> target) {
        this.transport = transport;
        this.network = transport.network();
        this.target = target;
        this.lane = transport.nextLane();
    }

    static SimulatedLink outbound(SimulatedTransport transport, Address target) {
        return new SimulatedLink(transport, Optional.of(target));
    }

    SimulatedTransport transport() {
        return transport;
    }

    /** Calls the peer, again and again until it answers. */
    void connect() {
        Address address = target.orElseThrow();
        after(
                network.latencyNanos(transport.self()),
                () -> {
                    Optional<SimulatedTransport> listener = network.listener(address);
                    if (listener.isEmpty()) {
                        after(network.latencyNanos(transport.self()), this::retry);
                    } else if (!network.isOpen(transport.self(), listener.get().self())) {
                        after(SimulatedNetwork.TIMEOUT.toNanos(), this::retry);
                    } else {
                        handshakeWith(listener.get());
                    }
                });
    }

    /** The listener answers when its process runs; a paused one lets the caller wait in vain. */
    private void handshakeWith(SimulatedTransport listener) {
        Attempt attempt = new Attempt();
        after(
                SimulatedNetwork.TIMEOUT.toNanos(),
                () -> {
                    if (attempt.end()) {
                        retry();
                    }
                });
        listener.nextLane()
                .execute(() -> {
                    if (!transport.isClosed() && !closed && attempt.end()) {
                        handshake(listener);
                    }
                });
    }

    /** A try to connect, which ends once: by an answer or by the caller's patience. */
    private static final class Attempt {
        private boolean ended;

        boolean end() {
            boolean first = !ended;
            ended = true;
            return first;
        }
    }

    private void handshake(SimulatedTransport listener) {
        if (listener.isClosed()) {
            retry();
            return;
        }
        switch (listener.answer(transport.hello())) {
            case HelloAnswer.Accepted agreed ->
                    new Connection(
                                    network,
                                    this,
                                    new SimulatedLink(listener, Optional.empty()),
                                    agreed.version())
                            .accepted();
            case HelloAnswer.Refused refused ->
                    after(
                            network.latencyNanos(transport.self()),
                            () -> {
                                transport.tell("was refused: " + refused.reason());
                                retry();
                            });
        }
    }

    private void retry() {
        if (closed) {
            return;
        }
        long pause = SHORTEST_PAUSE.toNanos() << Math.min(failures++, MOST_DOUBLINGS);
        after(pause / 2 + network.random().nextLong(pause), this::connect);
    }

    private void after(long nanos, Runnable task) {
        network.simulation()
                .time()
                .schedule(
                        nanos,
                        () -> {
                            if (!transport.isClosed()) {
                                task.run();
                            }
                        });
    }

    void established(Connection made, SimulatedTransport other) {
        if (closed) {
            made.endedBy(transport);
            return;
        }
        connection = made;
        peer = other.self();
        cluster = other.cluster();
        version = made.version();
        failures = 0;
        network.simulation().note(transport.self() + " up " + peer);
        tellHandler(handler -> handler.up(this));
        writable();
    }

    /** A frame has arrived; {@code taken} is told once the handler has had it. */
    void received(int kind, byte[] payload, Runnable taken) {
        tellHandler(handler -> {
            taken.run();
            try (Arena duringTheCall = Arena.ofConfined()) {
                MemorySegment segment = duringTheCall.allocate(payload.length);
                segment.copyFrom(MemorySegment.ofArray(payload));
                handler.frame(this, kind, segment.asReadOnly());
            }
        });
    }

    void lost(Connection gone, String cause) {
        boolean wasUp = connection == gone;
        if (wasUp) {
            connection = null;
            network.simulation().note(transport.self() + " down " + peer + ": " + cause);
            tellHandler(handler -> handler.down(this, cause));
        }
        if (target.isPresent()) {
            after(0, this::retry);
        }
    }

    void writable() {
        List<Runnable> ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(lane::execute);
    }

    private void tellHandler(Consumer<FrameHandler> what) {
        lane.execute(() -> {
            if (!transport.isClosed()) {
                transport.handler().ifPresent(what);
            }
        });
    }

    @Override
    public NodeId peer() {
        return peer;
    }

    @Override
    public ClusterId cluster() {
        return cluster;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public void close() {
        closed = true;
        transport.forget(this);
        Connection present = connection;
        if (present != null) {
            present.endedBy(transport);
        }
    }

    @Override
    public boolean isUp() {
        return connection != null && !transport.isClosed();
    }

    @Override
    public boolean offer(Frame frame) {
        if (frame.size() > Transport.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "a frame has at most "
                            + Transport.MAX_FRAME_BYTES
                            + " bytes, not "
                            + frame.size());
        }
        Connection present = connection;
        if (present == null || transport.isClosed() || present.isFull(this)) {
            return false;
        }
        byte[] payload = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(payload));
        return present.send(this, frame.kind(), payload);
    }

    @Override
    public void onWritable(Runnable again) {
        waiting.add(again);
        Connection present = connection;
        if (present != null && !present.isFull(this)) {
            writable();
        }
    }
}
