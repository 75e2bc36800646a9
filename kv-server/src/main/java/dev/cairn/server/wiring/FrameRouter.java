package dev.cairn.server.wiring;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.Transport;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;

/**
 * Brings each frame of a peer to the part its kind belongs to: replication's on the lane it arrived
 * on, the control plane's as a copy on the control lane.
 *
 * <pre>
 *   from a node of no cluster   MEMBERSHIP: it asks to be let in
 *   from any of this cluster    MEMBERSHIP, REGISTERS: it may know a topology that this node does not
 *   from a listed member        all kinds
 * </pre>
 *
 * Everything else is dropped and counted, and so is data that this node has no part in.
 */
final class FrameRouter implements Transport.FrameHandler {
    private final PeerLinks peers;
    private final ClusterState cluster;
    private final Replication replication;
    private final ControlPlane control;
    private final EventSink events;
    private final LongAdder dropped = new LongAdder();

    FrameRouter(
            PeerLinks peers,
            ClusterState cluster,
            Replication replication,
            ControlPlane control,
            EventSink events) {
        this.peers = peers;
        this.cluster = cluster;
        this.replication = replication;
        this.control = control;
        this.events = events;
    }

    @Override
    public void frame(Transport.Link from, int kind, MemorySegment payload) {
        NodeId peer = from.peer();
        boolean aboutMembers = kind == FrameKinds.MEMBERSHIP || kind == FrameKinds.REGISTERS;
        if (isOutside(from)) {
            if (kind == FrameKinds.MEMBERSHIP) {
                control.asked(from, payload);
            } else {
                dropped.increment();
            }
        } else if (aboutMembers) {
            control.receive(peer, kind, payload);
        } else if (!peers.isPeer(peer)) {
            dropped.increment();
        } else if (kind == FrameKinds.DETECTOR || kind == FrameKinds.DISSEMINATION) {
            control.receive(peer, kind, payload);
        } else if (FrameKinds.isReplication(kind)
                && cluster.standing().exchangesData()
                && !peers.isEvicted(peer)) {
            replication.frame(peer, kind, payload);
        } else {
            dropped.increment();
        }
    }

    private static boolean isOutside(Transport.Link link) {
        return link.cluster().equals(ClusterId.NONE);
    }

    @Override
    public void up(Transport.Link link) {
        if (isOutside(link)) {
            events.emit(new Event.Note(Event.Severity.INFO, link.peer() + " asks to be let in"));
        } else {
            peers.up(link);
            replication.peerUp(link.peer());
        }
    }

    @Override
    public void down(Transport.Link link, String cause) {
        if (!isOutside(link)) {
            peers.down(link);
            replication.peerDown(link.peer());
        }
    }
}
