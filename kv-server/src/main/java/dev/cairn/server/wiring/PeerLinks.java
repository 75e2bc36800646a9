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

/**
 * The links to the other members, by their ids. Sends nothing before {@link #connect}. Safe for all
 * threads.
 */
final class PeerLinks implements Replication.Peers {
    private final NodeId self;
    private volatile Set<NodeId> members = Set.of();
    private volatile Map<NodeId, Transport.Link> links = Map.of();

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

    /** Sends; refuses when another node than {@code to} answers at its address. */
    @Override
    public boolean send(NodeId to, Transport.Frame frame) {
        Transport.Link link = links.get(to);
        return link != null && link.isUp() && link.peer().equals(to) && link.offer(frame);
    }

    /** Whether the node is another member: nobody else is listened to. */
    boolean isPeer(NodeId node) {
        return members.contains(node);
    }
}
