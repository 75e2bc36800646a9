package dev.cairn.transport.netty.peer;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.peer.Delivery;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import dev.cairn.transport.netty.entrance.Entrance;
import dev.cairn.transport.netty.entrance.Receptions;
import dev.cairn.transport.netty.entrance.Role;
import dev.cairn.transport.netty.eventloop.Listener;
import dev.cairn.transport.netty.eventloop.NettyDriver;
import dev.cairn.transport.netty.eventloop.OnLane;
import dev.cairn.transport.netty.tls.Encryption;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The transport {@code netty} of one node. Links are spread over the lanes in the order they are
 * made.
 */
final class NettyTransport implements Transport {
    private final NettyConfig config;
    private final Env env;
    private final ProtocolRange versions;
    private final Delivery delivery = new Delivery();
    private final PeerReception reception;
    private final ConcurrentMap<Address, Dialer> dialers = new ConcurrentHashMap<>();
    private final AtomicInteger nextLane = new AtomicInteger();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENED);
    private volatile @Nullable Listener listener;

    private enum State {
        OPENED,
        LISTENING,
        CLOSED
    }

    NettyTransport(NettyConfig config, Env env, ProtocolRange versions) {
        this.config = config;
        this.env = env;
        this.versions = versions;
        this.reception = new PeerReception(env, config, versions, delivery);
    }

    private List<NettyDriver> drivers() throws IOException {
        try {
            return NettyDriver.of(env.lanes(), config.poller());
        } catch (IllegalStateException missing) {
            throw new IOException(missing.getMessage(), missing);
        }
    }

    /** Waits for the lanes, so it is not for calling on one. */
    @Override
    public Address listen(Address at, FrameHandler wanted) throws IOException {
        Receptions receptions = drivers().getFirst().receptions();
        if (listener != null || state.get() == State.CLOSED) {
            throw new IllegalStateException("the transport listens already, or is closed");
        }
        delivery.begin(wanted);
        receptions.open(Role.PEER, reception);
        Listener listening;
        try {
            listening =
                    Listener.bind(
                            env.lanes(),
                            at,
                            config.maxConnections(),
                            (channel, driver) -> {
                                driver.limitSilence(channel, config.silence());
                                Encryption.accept(channel, env.security(), config.connectTimeout());
                                channel.pipeline()
                                        .addLast(
                                                new Entrance(
                                                        driver.lane(),
                                                        receptions,
                                                        Encryption.behind(
                                                                env.security(),
                                                                config.connectTimeout())));
                            });
        } catch (IOException failed) {
            receptions.close(Role.PEER, reception);
            throw failed;
        }
        listener = listening;
        state.compareAndSet(State.OPENED, State.LISTENING);
        env.events()
                .emit(
                        new Event.Note(
                                Event.Severity.INFO,
                                "transport netty listens on "
                                        + listening.address()
                                        + ", polling by "
                                        + listening.poller()));
        dialers.values().forEach(Dialer::start);
        return listening.address();
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
        SplittableRandom random = new SplittableRandom();
        Hello hello = new Hello(versions, env.cluster(), random.nextLong(), env.self());
        Lane lane = env.lanes().get(Math.floorMod(nextLane.getAndIncrement(), env.lanes().size()));
        return new Dialer(
                peer, lane, hello, config, delivery, env, random, () -> dialers.remove(peer));
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
        Listener accepting = listener;
        if (accepting != null) {
            accepting.stop();
            NettyDriver.of(env.lanes()).getFirst().receptions().close(Role.PEER, reception);
        }
        boolean mayWait = env.lanes().stream().noneMatch(Lane::isCurrent);
        for (Lane lane : env.lanes()) {
            if (mayWait || lane.isCurrent()) {
                OnLane.call(lane, () -> endAllOf(lane));
            } else {
                lane.execute(() -> endAllOf(lane));
            }
        }
        if (accepting != null) {
            accepting.close();
        }
        delivery.end();
    }

    private Lane endAllOf(Lane lane) {
        reception.close(lane);
        dialers.values().stream()
                .filter(dialer -> dialer.lane().equals(lane))
                .forEach(Dialer::close);
        return lane;
    }
}
