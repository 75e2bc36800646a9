package dev.cairn.transport.grpc.peer;

import dev.cairn.api.peer.Agreement;
import dev.cairn.api.peer.PeerLink;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;

/**
 * One call whose handshake is done, until it ends. For the link's lane, except where said.
 *
 * <p>Messages are asked for a few at a time, and more when the lane has taken half of them: so a
 * lane that falls behind makes the peer wait, by HTTP/2's flow control, instead of filling memory.
 */
final class PeerConnection implements PeerLink.Connection {
    private static final int CHUNKS_AHEAD = 16;

    private final Wire wire;
    private final PeerLink link;
    private final Agreement agreed;
    private final Outbox outbox;
    private final FrameCutter cutter;
    private volatile boolean open = true;
    private int taken;

    PeerConnection(Wire wire, Handover lane, PeerLink link, Agreement agreed, long outboundBytes) {
        this.wire = wire;
        this.link = link;
        this.agreed = agreed;
        this.outbox = new Outbox(wire, lane, outboundBytes, link::tellWaiting);
        this.cutter = new FrameCutter(link::deliver, this::isOpen);
    }

    /** Serves the call: from here on frames are delivered. */
    void begin() {
        link.up(this);
        if (open) {
            wire.request(CHUNKS_AHEAD);
        }
    }

    void arrived(Chunk chunk) {
        if (!open) {
            return;
        }
        try {
            if (chunk.size() > Chunk.MOST_BYTES) {
                throw new MalformedException(
                        "the peer sent a message of " + chunk.size() + " bytes");
            }
            chunk.pieces().forEach(cutter::take);
        } catch (MalformedException unsound) {
            end(String.valueOf(unsound.getMessage()));
        }
        if (open && ++taken == CHUNKS_AHEAD / 2) {
            taken = 0;
            wire.request(CHUNKS_AHEAD / 2);
        }
    }

    /** GRPC takes more again. */
    void ready() {
        outbox.pump();
    }

    /** Ends the call from this side. */
    @Override
    public void end(String cause) {
        if (open) {
            open = false;
            outbox.close();
            wire.end(cause);
            link.down(this, cause);
        }
    }

    /** The other side, or the network, has ended the call. */
    void ended(String cause) {
        if (open) {
            open = false;
            outbox.close();
            wire.ended();
            link.down(this, cause);
        }
    }

    @Override
    public Agreement agreed() {
        return agreed;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean offer(Frame frame, int size) {
        return outbox.offer(frame, size);
    }

    @Override
    public boolean hasRoom() {
        return outbox.hasRoom();
    }
}
