package dev.cairn.transport.netty.peer;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.peer.Backoff;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.security.Security;
import dev.cairn.api.spi.Transport.Env;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.transport.netty.eventloop.NettyDriver;
import dev.cairn.transport.netty.tls.Callers;
import dev.cairn.transport.netty.tls.Encryption;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one link up: connects, introduces itself, and begins again after each failure and each end,
 * with growing pauses, until closed. All of it happens on the link's lane, except that names are
 * resolved on a virtual thread, because that may wait for a name server.
 */
final class Dialer {
    private final Address address;
    private final Lane lane;
    private final Hello hello;
    private final NettyConfig config;
    private final EventSink events;
    private final Security security;
    private final Backoff backoff;
    private final PeerLink link;
    private final AtomicBoolean started = new AtomicBoolean();
    private String lastTold = "";
    private boolean closed;
    private @Nullable Channel attempt;

    Dialer(
            Address address,
            Lane lane,
            Hello hello,
            NettyConfig config,
            FrameHandler handler,
            Env env,
            RandomGenerator random,
            Runnable onClose) {
        this.address = address;
        this.lane = lane;
        this.hello = hello;
        this.config = config;
        this.events = env.events();
        this.security = env.security();
        this.backoff = new Backoff(config.reconnectFirst(), config.reconnectMost(), random);
        this.link =
                new PeerLink(
                        lane,
                        handler,
                        events,
                        (ended, cause) -> lost(cause),
                        () -> {
                            onClose.run();
                            close();
                        });
    }

    PeerLink link() {
        return link;
    }

    Lane lane() {
        return lane;
    }

    /** Begins; repeating it does nothing. Any thread. */
    void start() {
        if (started.compareAndSet(false, true)) {
            resolve();
        }
    }

    private void resolve() {
        Thread.ofVirtual()
                .name("resolve " + address)
                .start(() -> {
                    InetSocketAddress resolved =
                            new InetSocketAddress(address.host(), address.port());
                    lane.execute(() -> dial(resolved));
                });
    }

    private void dial(InetSocketAddress resolved) {
        if (closed) {
            return;
        }
        if (resolved.isUnresolved()) {
            failed("the host name is unknown");
            return;
        }
        NettyDriver driver = NettyDriver.of(lane);
        SocketChannel channel = driver.newChannel();
        attempt = channel;
        channel.config().setTcpNoDelay(true);
        channel.config().setKeepAlive(true);
        channel.config()
                .setOption(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(config.connectTimeout().toMillis()));
        driver.limitSilence(channel, config.silence());
        driver.loop().register(channel);
        Encryption.dial(channel, security, config.connectTimeout());
        channel.pipeline()
                .addLast(
                        new Introduction(
                                hello,
                                Encryption.behind(security, config.connectTimeout()),
                                new Introductions()));
        channel.connect(resolved)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        return;
                    }
                    channel.close();
                    failed(String.valueOf(done.cause().getMessage()));
                });
    }

    /** What becomes of the handshakes. */
    private final class Introductions implements Introduction.Outcome {
        @Override
        public void accepted(Channel channel, HelloAnswer.Accepted answer) {
            if (closed) {
                channel.close();
                return;
            }
            Optional<String> objection = Callers.objection(channel, security, answer.node());
            if (objection.isPresent()) {
                channel.close();
                refused(objection.get());
                return;
            }
            if (!answer.suits(hello)) {
                channel.close();
                refused(
                        "it is of cluster "
                                + answer.cluster()
                                + ", this node is of cluster "
                                + hello.cluster());
                return;
            }
            backoff.reset();
            tell(Event.Severity.INFO, "link to " + answer.node() + " at " + address + " is up");
            Agreement agreed = new Agreement(answer.node(), answer.cluster(), answer.version());
            new PeerConnection(channel, lane, link, agreed, config.outboundBytes()).begin();
        }

        @Override
        public void refused(String reason) {
            backoff.slowest();
            tell(Event.Severity.WARNING, address + " refused the link: " + reason);
            again();
        }

        @Override
        public void failed(String cause) {
            Dialer.this.failed(cause);
        }
    }

    private void failed(String cause) {
        tell(Event.Severity.INFO, "no link to " + address + ": " + cause);
        again();
    }

    private void lost(String cause) {
        tell(
                Event.Severity.WARNING,
                "link to " + link.peer() + " at " + address + " is down: " + cause);
        again();
    }

    private void again() {
        if (!closed) {
            lane.after(backoff.next(), this::resolve);
        }
    }

    /** The same again and again is told once. */
    private void tell(Event.Severity severity, String message) {
        if (!closed && !message.equals(lastTold)) {
            lastTold = message;
            events.emit(new Event.Note(severity, message));
        }
    }

    /** Ends the link for good. On the lane. */
    void close() {
        closed = true;
        link.end("closed");
        if (attempt != null) {
            attempt.close();
        }
    }
}
