package dev.cairn.testkit.sim;

import dev.cairn.api.cluster.NodeId;
import java.time.Duration;

/**
 * One connection between two links, as long as it lasts. Each direction keeps its order: no frame
 * of the stream arrives before one that was sent earlier the same way; {@link Datagrams} travel
 * beside it.
 */
final class Connection {
    private static final long FIRST_REPEAT = Duration.ofMillis(200).toNanos();
    private static final int MOST_REPEATS = 5;
    private static final long LONGEST_HOLD = Duration.ofMillis(100).toNanos();

    private final SimulatedNetwork network;
    private final int version;
    private final Direction outward;
    private final Direction inward;
    private boolean stalled;
    private boolean ended;

    /** One way of the connection. */
    private static final class Direction {
        final SimulatedLink from;
        final SimulatedLink to;
        long sentAt;
        long lastArrival;
        int inFlight;

        Direction(SimulatedLink from, SimulatedLink to) {
            this.from = from;
            this.to = to;
        }

        NodeId source() {
            return from.transport().self();
        }

        NodeId target() {
            return to.transport().self();
        }
    }

    Connection(SimulatedNetwork network, SimulatedLink caller, SimulatedLink callee, int version) {
        this.network = network;
        this.version = version;
        this.outward = new Direction(caller, callee);
        this.inward = new Direction(callee, caller);
    }

    /** The version of the protocol that both sides speak. */
    int version() {
        return version;
    }

    /** The callee has accepted; its word of that travels ahead of its frames. */
    void accepted() {
        inward.to.transport().opened(this);
        inward.from.transport().opened(this);
        inward.from.established(this, inward.to.transport());
        deliver(inward, 0, () -> inward.to.established(this, inward.from.transport()));
    }

    boolean isFull(SimulatedLink sender) {
        Direction way = way(sender);
        return way.inFlight >= profile(way).bufferBytes();
    }

    /** Puts a frame on its way; false when the sender's buffer is full. */
    boolean send(SimulatedLink sender, int kind, byte[] payload) {
        if (ended || isFull(sender)) {
            return false;
        }
        Direction way = way(sender);
        network.simulation().trace().frame(now(), way.source(), way.target(), kind, payload);
        if (profile(way).datagrams().carry(kind)) {
            sendDatagram(way, kind, payload);
        } else if (network.draws(profile(way).resets())) {
            stall("a frame was lost");
        } else {
            way.inFlight += payload.length;
            deliver(
                    way,
                    payload.length,
                    () -> way.to.received(kind, payload, () -> taken(way, payload.length)));
        }
        return true;
    }

    private void sendDatagram(Direction way, int kind, byte[] payload) {
        Datagrams fate = profile(way).datagrams();
        int copies = network.draws(fate.loss()) ? 0 : network.draws(fate.duplication()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long held =
                    network.draws(fate.reordering()) ? network.random().nextLong(LONGEST_HOLD) : 0;
            after(
                    profile(way).latency().nanos(network.random()) + held,
                    () -> {
                        if (isOpen(way)) {
                            way.to.received(kind, payload, () -> {});
                        }
                    });
        }
    }

    /** The receiver has handled a frame, so there is room for another. */
    private void taken(Direction way, int bytes) {
        boolean wasFull = isFull(way.from);
        way.inFlight -= bytes;
        if (wasFull && !ended && !isFull(way.from)) {
            way.from.writable();
        }
    }

    private void deliver(Direction way, int bytes, Runnable arrival) {
        long repeats = repeatNanos(way);
        if (repeats < 0) {
            stall("too many packets were lost");
            return;
        }
        LinkProfile profile = profile(way);
        way.sentAt = Math.max(way.sentAt, now()) + profile.transmissionNanos(bytes);
        long arrives = way.sentAt + repeats + profile.latency().nanos(network.random());
        way.lastArrival = Math.max(way.lastArrival, arrives);
        after(
                way.lastArrival - now(),
                () -> {
                    if (isOpen(way)) {
                        arrival.run();
                    } else {
                        stall("nothing comes through");
                    }
                });
    }

    /** How long the frame is delayed because it was lost and sent again; negative: for ever. */
    private long repeatNanos(Direction way) {
        long delay = 0;
        for (int i = 0; i < MOST_REPEATS; i++) {
            if (!network.draws(profile(way).loss())) {
                return delay;
            }
            delay += FIRST_REPEAT << i;
        }
        return -1;
    }

    private void after(long nanos, Runnable event) {
        network.simulation()
                .time()
                .schedule(
                        nanos,
                        () -> {
                            if (!ended && !stalled) {
                                event.run();
                            }
                        });
    }

    private long now() {
        return network.simulation().time().nanos();
    }

    private LinkProfile profile(Direction way) {
        return network.profile(way.source(), way.target());
    }

    private boolean isOpen(Direction way) {
        return network.isOpen(way.source(), way.target());
    }

    /** Nothing arrives any more; both sides find out when they have waited long enough. */
    private void stall(String cause) {
        if (!stalled) {
            stalled = true;
            network.simulation()
                    .time()
                    .schedule(
                            SimulatedNetwork.TIMEOUT,
                            () -> {
                                if (!ended) {
                                    ended = true;
                                    lost(outward.from, cause);
                                    lost(outward.to, cause);
                                }
                            });
        }
    }

    /**
     * {@code transport}, one of the two sides, is gone; the other learns it as soon as word can
     * reach it.
     */
    void endedBy(SimulatedTransport transport) {
        if (ended) {
            return;
        }
        ended = true;
        Direction way = outward.from.transport() == transport ? outward : inward;
        lost(way.from, "closed");
        long wait =
                !stalled && isOpen(way)
                        ? profile(way).latency().nanos(network.random())
                        : SimulatedNetwork.TIMEOUT.toNanos();
        network.simulation().time().schedule(wait, () -> lost(way.to, "the peer closed the link"));
    }

    /** One side's machine is gone without a word. */
    void silenced() {
        stall("the peer is gone");
    }

    private void lost(SimulatedLink link, String cause) {
        link.transport().ended(this);
        link.lost(this, cause);
    }

    private Direction way(SimulatedLink sender) {
        return outward.from == sender ? outward : inward;
    }
}
