package dev.cairn.transport.netty.peer;

import dev.cairn.api.env.Lane;
import dev.cairn.api.peer.Agreement;
import dev.cairn.api.peer.PeerLink;
import dev.cairn.api.spi.Transport.Frame;
import io.netty.channel.Channel;
import java.lang.foreign.MemorySegment;

/**
 * One connection to a peer whose handshake is done, until it ends. For the link's lane, except
 * where said.
 */
final class PeerConnection implements PeerLink.Connection {
    private final Channel channel;
    private final PeerLink link;
    private final Agreement agreed;
    private final Outbox outbox;
    private volatile boolean open = true;

    PeerConnection(
            Channel channel, Lane lane, PeerLink link, Agreement agreed, long outboundBytes) {
        this.channel = channel;
        this.link = link;
        this.agreed = agreed;
        this.outbox = new Outbox(channel, lane, outboundBytes, link::tellWaiting);
    }

    /** Serves the connection: from here on frames are delivered. */
    void begin() {
        channel.pipeline().addLast(new FrameDecoder(this));
        link.up(this);
    }

    void arrived(int kind, MemorySegment payload) {
        link.deliver(kind, payload);
    }

    @Override
    public void end(String cause) {
        if (open) {
            open = false;
            outbox.close();
            channel.close();
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
