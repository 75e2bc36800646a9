package dev.cairn.transport.grpc.peer;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.Scheduler;
import dev.cairn.api.peer.Agreement;
import dev.cairn.api.peer.Backoff;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.PeerLink;
import dev.cairn.api.peer.Redial;
import dev.cairn.api.spi.Transport.Env;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.api.wire.MalformedException;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Keeps one link up: calls, says who it is, and begins again after each failure and each end, with
 * growing pauses, until closed. All of it happens on the link's lane, except for the beginning of a
 * call, which may wait.
 */
final class Dialer {
    private final Address address;
    private final Hello hello;
    private final Env env;
    private final GrpcPeerConfig config;
    private final PeerChannels channels;
    private final Lane lane;
    private final Handover handover;
    private final Redial redial;
    private final PeerLink link;
    private Optional<Attempt> attempt = Optional.empty();

    /**
     * For one address; nothing happens before {@link #start}.
     *
     * @param address where the peer listens
     * @param hello what is said to it
     * @param lane where the link lives
     * @param means what all dialers of a node share
     * @param onClose is run when the link's user ends it for good
     */
    Dialer(Address address, Hello hello, Lane lane, Means means, Runnable onClose) {
        this.address = address;
        this.hello = hello;
        this.env = means.env();
        this.config = means.config();
        this.channels = means.channels();
        this.lane = lane;
        this.handover = new Handover(lane, means.loop());
        Backoff backoff =
                new Backoff(
                        config.reconnectFirst(), config.reconnectMost(), new SplittableRandom());
        this.redial = new Redial(address, lane, backoff, env.events(), this::resolve);
        this.link =
                new PeerLink(
                        lane,
                        means.handler(),
                        env.events(),
                        (ended, cause) -> redial.lost(ended.peer(), cause),
                        () -> {
                            onClose.run();
                            close();
                        });
    }

    /**
     * What all dialers of a node share.
     *
     * @param env the transport's
     * @param config the transport's
     * @param channels makes the connections
     * @param loop the event loop of the connections
     * @param handler is told what happens
     */
    record Means(
            Env env,
            GrpcPeerConfig config,
            PeerChannels channels,
            ScheduledExecutorService loop,
            FrameHandler handler) {}

    PeerLink link() {
        return link;
    }

    /** Begins; repeating it does nothing. Any thread. */
    void start() {
        redial.start();
    }

    private void resolve() {
        Thread.ofVirtual().name("dial " + address).start(this::dial);
    }

    /** May wait for a name server, and for the machine to load gRPC the first time. */
    private void dial() {
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            handover.add(() -> redial.failed("the host name is unknown"));
        } else if (!redial.isClosed()) {
            Attempt next = new Attempt(channels.to(resolved));
            handover.add(next::begin);
            next.call.start(next, PeerMethod.of(hello));
        }
    }

    /** One call, from its start until it has ended. What gRPC tells comes on its own thread. */
    private final class Attempt extends ClientCall.Listener<Chunk> {
        private final PeerChannel channel;
        private final ClientCall<Chunk, Chunk> call;
        private Optional<Scheduler.Timer> deadline = Optional.empty();
        private Optional<PeerConnection> connection = Optional.empty();
        private boolean over;

        Attempt(PeerChannel channel) {
            this.channel = channel;
            this.call = channel.call();
        }

        /** The first thing that happens to it on the lane. */
        void begin() {
            attempt = Optional.of(this);
            if (redial.isClosed()) {
                end();
                return;
            }
            Duration limit =
                    env.security().tls().isPresent()
                            ? config.connectTimeout().multipliedBy(2)
                            : config.connectTimeout();
            String late = "there was no answer within " + limit.toMillis() + " ms";
            deadline = Optional.of(lane.after(limit, () -> giveUp(late)));
        }

        @Override
        public void onHeaders(Metadata headers) {
            handover.add(() -> answered(headers));
        }

        @Override
        public void onMessage(Chunk chunk) {
            handover.add(() -> connection.ifPresent(up -> up.arrived(chunk)));
        }

        @Override
        public void onReady() {
            handover.add(() -> connection.ifPresent(PeerConnection::ready));
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            handover.add(() -> ended(status));
        }

        private void answered(Metadata headers) {
            if (over) {
                return;
            }
            HelloAnswer.Accepted answer;
            try {
                answer = PeerMethod.answer(headers);
            } catch (MalformedException strange) {
                giveUp("the peer does not speak this protocol: " + strange.getMessage());
                return;
            }
            Optional<String> objection =
                    env.security()
                            .objection(answer.node(), channel.shown(), address.toString())
                            .or(() -> answer.objection(hello));
            if (objection.isPresent()) {
                end();
                redial.refused(objection.get());
                return;
            }
            over = true;
            deadline.ifPresent(Scheduler.Timer::cancel);
            redial.up(answer.node());
            PeerConnection made =
                    new PeerConnection(
                            new Wire.Dialled(call, channel),
                            handover,
                            link,
                            new Agreement(answer.node(), answer.cluster(), answer.version()),
                            config.outboundBytes());
            connection = Optional.of(made);
            made.begin();
        }

        private void ended(Status status) {
            if (connection.isPresent()) {
                connection.get().ended(Causes.of(status));
            } else if (!over) {
                end();
                if (status.getCode() == Status.Code.FAILED_PRECONDITION) {
                    redial.refused(Causes.of(status));
                } else {
                    redial.failed(Causes.of(status));
                }
            }
        }

        private void giveUp(String cause) {
            if (!over) {
                end();
                redial.failed(cause);
            }
        }

        /** Forgets the attempt, unless it has become a connection. */
        void end() {
            if (!over) {
                over = true;
                deadline.ifPresent(Scheduler.Timer::cancel);
                channel.close();
            }
        }
    }

    /** Ends the link for good. On the lane. */
    void close() {
        redial.close();
        attempt.ifPresent(Attempt::end);
        link.end("closed");
    }
}
