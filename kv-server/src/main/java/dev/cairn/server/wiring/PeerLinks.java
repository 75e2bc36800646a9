package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.Transport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The links to the other members, by their ids, as the topology lists them. Sends nothing before
 * {@link #connect}. Safe for all threads.
 */
final class PeerLinks implements Replication.Peers {
    private final NodeId self;
    private final Map<NodeId, List<Transport.Link>> up = new ConcurrentHashMap<>();
    private volatile Set<NodeId> members = Set.of();
    private volatile Set<NodeId> evicted = Set.of();
    private volatile Map<NodeId, Dialled> dialled = Map.of();
    private Optional<Transport> transport = Optional.empty();
    private Map<NodeId, Address> wanted = Map.of();

    private record Dialled(Address address, Transport.Link link) {}

    PeerLinks(NodeId self) {
        this.self = self;
    }

    /** From now on listens to the members of this topology, and keeps links to them. */
    synchronized void follow(Topology topology) {
        Set<NodeId> ids = new HashSet<>();
        Set<NodeId> gone = new HashSet<>();
        Map<NodeId, Address> addresses = new HashMap<>();
        for (Member member : topology.members()) {
            if (!member.id().equals(self)) {
                ids.add(member.id());
                if (member.state() == MemberState.EVICTED) {
                    gone.add(member.id());
                }
                if (isThere(member)) {
                    addresses.put(member.id(), member.address());
                }
            }
        }
        members = Set.copyOf(ids);
        evicted = Set.copyOf(gone);
        wanted = Map.copyOf(addresses);
        dial();
    }

    /** One that has left may call and be told so; nobody calls it. */
    private static boolean isThere(Member member) {
        return member.state() != MemberState.LEFT && member.state() != MemberState.EVICTED;
    }

    /** From now on there is something to keep links with. */
    synchronized void connect(Transport opened) {
        transport = Optional.of(opened);
        dial();
    }

    private void dial() {
        if (transport.isEmpty()) {
            return;
        }
        Map<NodeId, Dialled> before = dialled;
        Map<NodeId, Dialled> now = new HashMap<>();
        wanted.forEach((node, address) -> {
            Dialled known = before.get(node);
            now.put(
                    node,
                    known != null && known.address().equals(address)
                            ? known
                            : new Dialled(address, transport.get().link(address)));
        });
        dialled = Map.copyOf(now);
        Set<Dialled> kept = new HashSet<>(now.values());
        before.values().stream()
                .filter(old -> !kept.contains(old))
                .forEach(old -> old.link().close());
    }

    /** A link of a node of this cluster came up, in either direction. */
    void up(Transport.Link link) {
        up.merge(link.peer(), List.of(link), PeerLinks::joined);
    }

    /** A link went down. */
    void down(Transport.Link link) {
        up.computeIfPresent(link.peer(), (peer, links) -> without(links, link));
    }

    private static List<Transport.Link> joined(
            List<Transport.Link> some, List<Transport.Link> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static @Nullable List<Transport.Link> without(
            List<Transport.Link> links, Transport.Link gone) {
        List<Transport.Link> left = links.stream().filter(link -> link != gone).toList();
        return left.isEmpty() ? null : left;
    }

    /** Sends; refuses when another node than {@code to} answers at its address. */
    @Override
    public boolean send(NodeId to, Transport.Frame frame) {
        Dialled own = dialled.get(to);
        if (own != null && own.link().isUp() && own.link().peer().equals(to)) {
            return own.link().offer(frame);
        }
        for (Transport.Link link : up.getOrDefault(to, List.of())) {
            if (link.isUp()) {
                return link.offer(frame);
            }
        }
        return false;
    }

    /** Whether the node was removed without its help: what it still sends of data is of before. */
    boolean isEvicted(NodeId node) {
        return evicted.contains(node);
    }

    /** Whether the node is another member. */
    boolean isPeer(NodeId node) {
        return members.contains(node);
    }
}
