package dev.cairn.transport.netty.peer;

import dev.cairn.api.env.Lane;
import dev.cairn.api.peer.AcceptedLinks;
import dev.cairn.api.peer.Agreement;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.PeerLink;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.spi.Transport.Env;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.transport.netty.entrance.Reception;
import dev.cairn.transport.netty.tls.Callers;
import io.netty.channel.Channel;
import java.util.Optional;

/** Takes over the connections that other nodes have dialled. Safe for all threads. */
final class PeerReception implements Reception {
    private final Env env;
    private final NettyConfig config;
    private final ProtocolRange versions;
    private final AcceptedLinks accepted;

    PeerReception(Env env, NettyConfig config, ProtocolRange versions, FrameHandler handler) {
        this.env = env;
        this.config = config;
        this.versions = versions;
        this.accepted = new AcceptedLinks(handler, env.events());
    }

    @Override
    public void enter(Channel channel, Lane lane) {
        channel.pipeline()
                .addLast(
                        new Greeting(
                                this::judge,
                                (greeted, hello, answer) -> accept(greeted, lane, hello, answer),
                                config.connectTimeout()));
    }

    private HelloAnswer judge(Channel caller, Hello hello) {
        Optional<String> objection = Callers.objection(caller, env.security(), hello.node());
        if (objection.isPresent()) {
            return new HelloAnswer.Refused(objection.get());
        }
        HelloAnswer answer = HelloAnswer.to(hello, versions, env.cluster(), env.self());
        if (answer instanceof HelloAnswer.Refused(String reason)) {
            String who = hello.node() + " at " + caller.remoteAddress();
            env.security().refusals().refused(Refusals.Reason.PEER, who, reason);
        }
        return answer;
    }

    private void accept(Channel channel, Lane lane, Hello hello, HelloAnswer.Accepted answer) {
        PeerLink link = accepted.make(hello, lane);
        accepted.enter(hello, link);
        Agreement agreed = new Agreement(hello.node(), hello.cluster(), answer.version());
        new PeerConnection(channel, lane, link, agreed, config.outboundBytes()).begin();
    }

    /** Ends what was accepted on {@code lane}. On that lane. */
    void close(Lane lane) {
        accepted.end(lane);
    }
}
