package dev.cairn.testkit.sim;

import java.util.Arrays;

/**
 * One connection between two links, as long as it lasts. Each direction keeps its order: no frame
 * arrives before one that was sent earlier the same way.
 */
final class Connection {
    private final SimulatedNetwork network;
    private final Direction outward;
    private final Direction inward;
    private boolean stalled;
    private boolean ended;

    /** One way of the connection. */
    private static final class Direction {
        final SimulatedLink from;
        final SimulatedLink to;
        long lastArrival;
        int inFlight;

        Direction(SimulatedLink from, SimulatedLink to) {
            this.from = from;
            this.to = to;
        }
    }

    Connection(SimulatedNetwork network, SimulatedLink caller, SimulatedLink callee) {
        this.network = network;
        this.outward = new Direction(caller, callee);
        this.inward = new Direction(callee, caller);
    }

    /** The callee has accepted; its word of that travels ahead of its frames. */
    void accepted() {
        inward.to.transport().opened(this);
        inward.from.transport().opened(this);
        inward.from.established(this, inward.to.transport().self());
        deliver(inward, () -> inward.to.established(this, inward.from.transport().self()));
    }

    boolean isFull(SimulatedLink sender) {
        return way(sender).inFlight >= network.profile().bufferBytes();
    }

    /** Puts a frame on its way; false when the sender's buffer is full. */
    boolean send(SimulatedLink sender, int kind, byte[] payload) {
        if (ended || isFull(sender)) {
            return false;
        }
        Direction way = way(sender);
        way.inFlight += payload.length;
        network.simulation()
                .note(
                        way.from.transport().self()
                                + " > "
                                + way.to.transport().self()
                                + " kind "
                                + kind
                                + " bytes "
                                + payload.length
                                + " hash "
                                + Arrays.hashCode(payload));
        if (network.losesFrame()) {
            stall("a frame was lost");
        } else {
            deliver(way, () -> arrive(way, kind, payload));
        }
        return true;
    }

    private void arrive(Direction way, int kind, byte[] payload) {
        boolean wasFull = isFull(way.from);
        way.inFlight -= payload.length;
        way.to.received(kind, payload);
        if (wasFull && !isFull(way.from)) {
            way.from.writable();
        }
    }

    private void deliver(Direction way, Runnable arrival) {
        long now = network.simulation().time().nanos();
        way.lastArrival = Math.max(way.lastArrival, now + network.latencyNanos());
        network.simulation()
                .time()
                .schedule(
                        way.lastArrival - now,
                        () -> {
                            if (ended || stalled) {
                                return;
                            }
                            if (isOpen(way)) {
                                arrival.run();
                            } else {
                                stall("nothing comes through");
                            }
                        });
    }

    private boolean isOpen(Direction way) {
        return network.isOpen(way.from.transport().self(), way.to.transport().self());
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
                        ? network.latencyNanos()
                        : SimulatedNetwork.TIMEOUT.toNanos();
        network.simulation().time().schedule(wait, () -> lost(way.to, "the peer closed the link"));
    }

    private void lost(SimulatedLink link, String cause) {
        link.transport().ended(this);
        link.lost(this, cause);
    }

    private Direction way(SimulatedLink sender) {
        return outward.from == sender ? outward : inward;
    }
}
