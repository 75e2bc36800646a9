package dev.cairn.transport.netty.peer;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.peer.Agreement;
import dev.cairn.api.peer.Backoff;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.PeerLink;
import dev.cairn.api.peer.Redial;
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
    private final Security security;
    private final Redial redial;
    private final PeerLink link;
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
        this.security = env.security();
        Backoff backoff = new Backoff(config.reconnectFirst(), config.reconnectMost(), random);
        this.redial = new Redial(address, lane, backoff, env.events(), this::resolve);
        this.link =
                new PeerLink(
                        lane,
                        handler,
                        env.events(),
                        (ended, cause) -> redial.lost(ended.peer(), cause),
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
        redial.start();
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
        if (redial.isClosed()) {
            return;
        }
        if (resolved.isUnresolved()) {
            redial.failed("the host name is unknown");
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
                    redial.failed(String.valueOf(done.cause().getMessage()));
                });
    }

    /** What becomes of the handshakes. */
    private final class Introductions implements Introduction.Outcome {
        @Override
        public void accepted(Channel channel, HelloAnswer.Accepted answer) {
            if (redial.isClosed()) {
                channel.close();
                return;
            }
            Optional<String> objection =
                    Callers.objection(channel, security, answer.node())
                            .or(() -> answer.objection(hello));
            if (objection.isPresent()) {
                channel.close();
                redial.refused(objection.get());
                return;
            }
            redial.up(answer.node());
            Agreement agreed = new Agreement(answer.node(), answer.cluster(), answer.version());
            new PeerConnection(channel, lane, link, agreed, config.outboundBytes()).begin();
        }

        @Override
        public void refused(String reason) {
            redial.refused(reason);
        }

        @Override
        public void failed(String cause) {
            redial.failed(cause);
        }
    }

    /** Ends the link for good. On the lane. */
    void close() {
        redial.close();
        link.end("closed");
        if (attempt != null) {
            attempt.close();
        }
    }
}
