package dev.cairn.api.peer;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Transport.FrameHandler;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The links that other nodes have dialled, one for each link of each caller, whatever connection
 * carries it. Safe for all threads.
 */
public final class AcceptedLinks {
    private final FrameHandler handler;
    private final EventSink events;
    private final ConcurrentMap<Name, PeerLink> links = new ConcurrentHashMap<>();

    private record Name(NodeId node, long link) {
        static Name of(Hello hello) {
            return new Name(hello.node(), hello.link());
        }
    }

    /** Links whose frames go to {@code handler}; {@code events} is told of its faults. */
    public AcceptedLinks(FrameHandler handler, EventSink events) {
        this.handler = handler;
        this.events = events;
    }

    /** A link on {@code lane} for the caller that said {@code hello}. */
    public PeerLink make(Hello hello, Lane lane) {
        Name name = Name.of(hello);
        return new PeerLink(
                lane, handler, events, (ended, cause) -> links.remove(name, ended), () -> {});
    }

    /**
     * Enters {@code link}, about to come up. A connection of the same link that is there still has
     * ended without this side's notice, and is ended here.
     */
    public void enter(Hello hello, PeerLink link) {
        PeerLink before = links.put(Name.of(hello), link);
        if (before != null) {
            before.lane().execute(() -> before.end("the peer has connected anew"));
        }
    }

    /** Ends those that live on {@code lane}. On that lane. */
    public void end(Lane lane) {
        for (PeerLink link : links.values()) {
            if (link.lane().equals(lane)) {
                link.end("closed");
            }
        }
    }
}
