package dev.cairn.transport.netty.peer;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport.Env;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.transport.netty.entrance.Reception;
import dev.cairn.transport.netty.tls.Callers;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Takes over the connections that other nodes have dialled. Safe for all threads. */
final class PeerReception implements Reception {
    private final Env env;
    private final NettyConfig config;
    private final ProtocolRange versions;
    private final FrameHandler handler;
    private final ConcurrentMap<LinkName, PeerLink> accepted = new ConcurrentHashMap<>();

    /** One link of one caller, whatever connection carries it. */
    private record LinkName(NodeId node, long link) {}

    PeerReception(Env env, NettyConfig config, ProtocolRange versions, FrameHandler handler) {
        this.env = env;
        this.config = config;
        this.versions = versions;
        this.handler = handler;
    }

    @Override
    public void enter(Channel channel, Lane lane) {
        channel.pipeline()
                .addLast(
                        new Greeting(
                                this::judge,
                                (greeted, hello, answer) -> accept(greeted, lane, hello, answer),
                                config.connectTimeout(),
                                env.events()));
    }

    private HelloAnswer judge(Channel caller, Hello hello) {
        Optional<String> objection = Callers.objection(caller, env.security(), hello.node());
        return objection.isPresent()
                ? new HelloAnswer.Refused(objection.get())
                : HelloAnswer.to(hello, versions, env.cluster(), env.self());
    }

    private void accept(Channel channel, Lane lane, Hello hello, HelloAnswer.Accepted answer) {
        LinkName name = new LinkName(hello.node(), hello.link());
        PeerLink link =
                new PeerLink(
                        lane,
                        handler,
                        env.events(),
                        (ended, cause) -> accepted.remove(name, ended),
                        () -> {});
        PeerLink before = accepted.put(name, link);
        if (before != null) {
            before.lane().execute(() -> before.end("the peer has connected anew"));
        }
        Agreement agreed = new Agreement(hello.node(), hello.cluster(), answer.version());
        new PeerConnection(channel, lane, link, agreed, config.outboundBytes()).begin();
    }

    /** Ends what was accepted on {@code lane}. On that lane. */
    void close(Lane lane) {
        for (PeerLink link : accepted.values()) {
            if (link.lane().equals(lane)) {
                link.end("closed");
            }
        }
    }
}
