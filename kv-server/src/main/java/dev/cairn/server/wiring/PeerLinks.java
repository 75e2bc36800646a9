package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.Transport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The links to the other members, by their ids. Sends nothing before {@link #connect}. Safe for all
 * threads.
 */
final class PeerLinks implements Replication.Peers {
    private final NodeId self;
    private volatile Set<NodeId> members = Set.of();
    private volatile Map<NodeId, Transport.Link> links = Map.of();
    private final Map<NodeId, Transport.Link> latest = new ConcurrentHashMap<>();

    PeerLinks(NodeId self) {
        this.self = self;
    }

    /** From now on listens to these members. */
    void expect(List<Member> expected) {
        Set<NodeId> ids = new HashSet<>();
        expected.forEach(member -> ids.add(member.id()));
        ids.remove(self);
        members = Set.copyOf(ids);
    }

    /** Keeps a link to every member but the node itself. */
    void connect(Transport transport, List<Member> wanted) {
        Map<NodeId, Transport.Link> connected = new HashMap<>();
        for (Member member : wanted) {
            if (!member.id().equals(self)) {
                connected.put(member.id(), transport.link(member.address()));
            }
        }
        links = Map.copyOf(connected);
    }

    /** A link came up, in either direction. */
    void up(Transport.Link link) {
        latest.put(link.peer(), link);
    }

    /** A link went down. */
    void down(Transport.Link link) {
        latest.remove(link.peer(), link);
    }

    /** Sends; refuses when another node than {@code to} answers at its address. */
    @Override
    public boolean send(NodeId to, Transport.Frame frame) {
        Transport.Link own = links.get(to);
        if (own != null && own.isUp() && own.peer().equals(to)) {
            return own.offer(frame);
        }
        Transport.Link theirs = latest.get(to);
        return theirs != null && theirs.isUp() && theirs.offer(frame);
    }

    /** Whether the node is another member: nobody else is listened to. */
    boolean isPeer(NodeId node) {
        return members.contains(node);
    }
}
