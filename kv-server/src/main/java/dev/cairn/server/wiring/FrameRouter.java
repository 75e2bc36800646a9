package dev.cairn.server.wiring;

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
 * on, the control plane's as a copy on the control lane. Frames of strangers and of unknown kinds
 * are dropped and counted.
 */
final class FrameRouter implements Transport.FrameHandler {
    private final PeerLinks peers;
    private final Replication replication;
    private final ControlPlane control;
    private final EventSink events;
    private final LongAdder dropped = new LongAdder();

    FrameRouter(PeerLinks peers, Replication replication, ControlPlane control, EventSink events) {
        this.peers = peers;
        this.replication = replication;
        this.control = control;
        this.events = events;
    }

    @Override
    public void frame(Transport.Link from, int kind, MemorySegment payload) {
        NodeId peer = from.peer();
        if (!peers.isPeer(peer)) {
            dropped.increment();
        } else if (FrameKinds.isReplication(kind)) {
            replication.frame(peer, kind, payload);
        } else if (kind == FrameKinds.DETECTOR || kind == FrameKinds.DISSEMINATION) {
            control.receive(peer, kind, payload);
        } else {
            dropped.increment();
        }
    }

    @Override
    public void up(Transport.Link link) {
        peers.up(link);
        if (!peers.isPeer(link.peer())) {
            events.emit(
                    new Event.Note(
                            Event.Severity.WARNING,
                            link.peer()
                                    + " connected, but the topology does not list it; its frames are dropped"));
        }
    }

    @Override
    public void down(Transport.Link link, String cause) {
        peers.down(link);
        replication.peerDown(link.peer());
    }
}
