package dev.cairn.transport.grpc.peer;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.Scheduler;
import dev.cairn.api.event.Event;
import dev.cairn.api.peer.Backoff;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
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
import java.util.concurrent.atomic.AtomicBoolean;

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
    private final Backoff backoff;
    private final PeerLink link;
    private Optional<Attempt> attempt = Optional.empty();
    private final AtomicBoolean started = new AtomicBoolean();
    private String lastTold = "";
    private volatile boolean closed;

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
        this.backoff =
                new Backoff(
                        config.reconnectFirst(), config.reconnectMost(), new SplittableRandom());
        this.link =
                new PeerLink(
                        lane,
                        means.handler(),
                        env.events(),
                        (ended, cause) -> lost(cause),
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
        if (started.compareAndSet(false, true)) {
            resolve();
        }
    }

    private void resolve() {
        Thread.ofVirtual().name("dial " + address).start(this::dial);
    }

    /** May wait for a name server, and for the machine to load gRPC the first time. */
    private void dial() {
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            handover.add(() -> failed("the host name is unknown"));
        } else if (!closed) {
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
            if (closed) {
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
                    env.security().objection(answer.node(), channel.shown(), address.toString());
            if (objection.isEmpty() && !answer.suits(hello)) {
                objection =
                        Optional.of(
                                "it is of cluster "
                                        + answer.cluster()
                                        + ", this node is of cluster "
                                        + hello.cluster());
            }
            if (objection.isPresent()) {
                end();
                refused(objection.get());
                return;
            }
            over = true;
            deadline.ifPresent(Scheduler.Timer::cancel);
            backoff.reset();
            tell(Event.Severity.INFO, "link to " + answer.node() + " at " + address + " is up");
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
                    refused(Causes.of(status));
                } else {
                    failed(Causes.of(status));
                }
            }
        }

        private void giveUp(String cause) {
            if (!over) {
                end();
                failed(cause);
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

    private void refused(String reason) {
        backoff.slowest();
        tell(Event.Severity.WARNING, address + " refused the link: " + reason);
        again();
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
            env.events().emit(new Event.Note(severity, message));
        }
    }

    /** Ends the link for good. On the lane. */
    void close() {
        closed = true;
        attempt.ifPresent(Attempt::end);
        link.end("closed");
    }
}
