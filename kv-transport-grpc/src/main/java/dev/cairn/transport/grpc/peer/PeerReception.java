package dev.cairn.transport.grpc.peer;

import dev.cairn.api.env.Lane;
import dev.cairn.api.peer.AcceptedLinks;
import dev.cairn.api.peer.Agreement;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.PeerLink;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Refusals;
import dev.cairn.api.spi.Transport.Env;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.api.wire.MalformedException;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Answers the nodes that call. A caller is judged by its hello and, where there is TLS, by its
 * certificate, before anything it sends is read. Safe for all threads.
 */
final class PeerReception implements ServerCallHandler<Chunk, Chunk> {
    private final Env env;
    private final GrpcPeerConfig config;
    private final ProtocolRange versions;
    private final Supplier<Lane> lanes;
    private final ScheduledExecutorService loop;
    private final AcceptedLinks accepted;
    private volatile boolean closed;

    /** {@code lanes} tells the lane of the next link; {@code loop} is that of the port. */
    PeerReception(
            Env env,
            GrpcPeerConfig config,
            ProtocolRange versions,
            FrameHandler handler,
            Supplier<Lane> lanes,
            ScheduledExecutorService loop) {
        this.env = env;
        this.config = config;
        this.versions = versions;
        this.accepted = new AcceptedLinks(handler, env.events());
        this.lanes = lanes;
        this.loop = loop;
    }

    /** The service to be found at the port. */
    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(PeerMethod.SERVICE)
                .addMethod(PeerMethod.LINK, this)
                .build();
    }

    @Override
    public ServerCall.Listener<Chunk> startCall(ServerCall<Chunk, Chunk> call, Metadata headers) {
        String caller = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        try {
            Hello hello = PeerMethod.hello(headers);
            return switch (judge(call, hello, caller)) {
                case HelloAnswer.Accepted answer -> accept(call, hello, answer);
                case HelloAnswer.Refused refusal ->
                        refuse(call, Status.FAILED_PRECONDITION, refusal.reason());
            };
        } catch (MalformedException strange) {
            return refuse(
                    call,
                    Status.INVALID_ARGUMENT,
                    "expected the hello of a node: " + strange.getMessage());
        }
    }

    private HelloAnswer judge(ServerCall<Chunk, Chunk> call, Hello hello, String caller) {
        Optional<String> objection = env.security().objection(hello.node(), shown(call), caller);
        if (objection.isPresent()) {
            return new HelloAnswer.Refused(objection.get());
        }
        HelloAnswer answer = HelloAnswer.to(hello, versions, env.cluster(), env.self());
        if (answer instanceof HelloAnswer.Refused(String reason)) {
            String who = hello.node() + " at " + caller;
            env.security().refusals().refused(Refusals.Reason.PEER, who, reason);
        }
        return answer;
    }

    private static Optional<CertificateIdentity> shown(ServerCall<?, ?> call) {
        Optional<SSLSession> session =
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        try {
            return session.isEmpty()
                    ? Optional.empty()
                    : CertificateIdentity.ofChain(session.get().getPeerCertificates());
        } catch (SSLPeerUnverifiedException showedNone) {
            return Optional.empty();
        }
    }

    private static ServerCall.Listener<Chunk> refuse(
            ServerCall<Chunk, Chunk> call, Status status, String reason) {
        call.close(status.withDescription(reason), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private Incoming accept(
            ServerCall<Chunk, Chunk> call, Hello hello, HelloAnswer.Accepted answer) {
        Lane lane = lanes.get();
        Handover handover = new Handover(lane, loop);
        PeerLink link = accepted.make(hello, lane);
        PeerConnection connection =
                new PeerConnection(
                        new Wire.Accepted(call),
                        handover,
                        link,
                        new Agreement(hello.node(), hello.cluster(), answer.version()),
                        config.outboundBytes());
        Incoming incoming = new Incoming(connection, handover);
        handover.add(() -> {
            call.sendHeaders(PeerMethod.of(answer));
            if (closed) {
                call.close(Status.UNAVAILABLE.withDescription("closed"), new Metadata());
                return;
            }
            accepted.enter(hello, link);
            connection.begin();
        });
        return incoming;
    }

    /** A call that was accepted. What gRPC tells comes on its own thread. */
    private static final class Incoming extends ServerCall.Listener<Chunk> {
        private final PeerConnection connection;
        private final Handover handover;

        Incoming(PeerConnection connection, Handover handover) {
            this.connection = connection;
            this.handover = handover;
        }

        @Override
        public void onMessage(Chunk chunk) {
            handover.add(() -> connection.arrived(chunk));
        }

        @Override
        public void onReady() {
            handover.add(connection::ready);
        }

        @Override
        public void onHalfClose() {
            handover.add(() -> connection.end("the peer has closed the link"));
        }

        @Override
        public void onCancel() {
            handover.add(() -> connection.ended("the peer has closed the link"));
        }
    }

    /** Accepts nobody any more. */
    void close() {
        closed = true;
    }

    /** Ends what was accepted on {@code lane}. On that lane. */
    void end(Lane lane) {
        accepted.end(lane);
    }
}
