package dev.cairn.transport.grpc.peer;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.peer.Delivery;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import dev.cairn.transport.grpc.server.GrpcPort;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The transport {@code grpc} of one node. Links are spread over the lanes in the order they are
 * made. The client protocol {@code grpc} may serve at its {@link #port} too.
 */
public final class GrpcTransport implements Transport {
    /** Messages of clients, who may share the port, are bounded by their own protocol. */
    private static final int MAX_MESSAGE_BYTES = MAX_FRAME_BYTES;

    private static final long LANE_PATIENCE_SECONDS = 10;

    private final Env env;
    private final ProtocolRange versions;
    private final GrpcPort port;
    private final Delivery delivery = new Delivery();
    private final PeerReception reception;
    private final PeerChannels channels;
    private final Dialer.Means means;
    private final ConcurrentMap<Address, Dialer> dialers = new ConcurrentHashMap<>();
    private final AtomicInteger nextLane = new AtomicInteger();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENED);

    private enum State {
        OPENED,
        LISTENING,
        CLOSED
    }

    GrpcTransport(GrpcPeerConfig config, Env env, ProtocolRange versions) {
        this.env = env;
        this.versions = versions;
        this.port = new GrpcPort(MAX_MESSAGE_BYTES, env.security(), env.events());
        this.reception =
                new PeerReception(env, config, versions, delivery, this::nextLane, port.loop());
        this.channels = new PeerChannels(config, env.security(), port.loop());
        this.means = new Dialer.Means(env, config, channels, port.loop(), delivery);
    }

    /** Where peers are met, once it listens; others may serve there too. */
    public GrpcPort port() {
        return port;
    }

    private Lane nextLane() {
        return env.lanes().get(Math.floorMod(nextLane.getAndIncrement(), env.lanes().size()));
    }

    @Override
    public Address listen(Address at, FrameHandler wanted) throws IOException {
        if (state.get() != State.OPENED) {
            throw new IllegalStateException("the transport listens already, or is closed");
        }
        delivery.begin(wanted);
        port.serve(() -> List.of(reception.service()));
        Address address = port.listen(at);
        state.compareAndSet(State.OPENED, State.LISTENING);
        env.events()
                .emit(new Event.Note(Event.Severity.INFO, "transport grpc listens on " + address));
        dialers.values().forEach(Dialer::start);
        return address;
    }

    @Override
    public Link link(Address peer) {
        Dialer dialer = dialers.computeIfAbsent(peer, this::dialer);
        if (state.get() == State.LISTENING) {
            dialer.start();
        }
        return dialer.link();
    }

    private Dialer dialer(Address peer) {
        Hello hello =
                new Hello(versions, env.cluster(), new SplittableRandom().nextLong(), env.self());
        return new Dialer(peer, hello, nextLane(), means, () -> dialers.remove(peer));
    }

    /**
     * Ends everything before it returns, except for what lives on other lanes when it is called on
     * one.
     */
    @Override
    public void close() {
        if (state.getAndSet(State.CLOSED) == State.CLOSED) {
            return;
        }
        reception.close();
        boolean mayWait = env.lanes().stream().noneMatch(Lane::isCurrent);
        for (Lane lane : env.lanes()) {
            if (lane.isCurrent()) {
                endAllOf(lane);
            } else {
                CompletableFuture<Boolean> ended = new CompletableFuture<>();
                lane.execute(() -> {
                    endAllOf(lane);
                    ended.complete(true);
                });
                if (mayWait) {
                    await(ended, lane);
                }
            }
        }
        channels.close();
        port.close();
        delivery.end();
    }

    private void endAllOf(Lane lane) {
        reception.end(lane);
        dialers.values().stream()
                .filter(dialer -> dialer.link().lane().equals(lane))
                .forEach(Dialer::close);
    }

    private static void await(CompletableFuture<Boolean> ended, Lane lane) {
        try {
            ended.get(LANE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new IllegalStateException(
                    "lane "
                            + lane.index()
                            + " did not close its links within "
                            + LANE_PATIENCE_SECONDS
                            + " s",
                    late);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
