package dev.cairn.gossip.dissemination;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.gossip.dissemination.GossipMessage.Changes;
import dev.cairn.gossip.dissemination.GossipMessage.Digest;
import dev.cairn.gossip.dissemination.GossipMessage.Facts;
import dev.cairn.gossip.dissemination.GossipMessage.Known;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code gossip} dissemination of one node.
 *
 * <p>Each tick it opens an exchange with {@code fanout} random members, whether they are thought
 * alive or not: a message to a dead one costs little, and finding out that it lives is others'
 * business.
 */
public final class GossipDissemination implements Dissemination {
    private final GossipConfig config;
    private final Env env;
    private final Map<NodeId, NodeFacts> byNode = new LinkedHashMap<>();
    private final List<NodeId> peers = new ArrayList<>();
    private final NodeFacts own;
    private int nextKnown;

    /** A dissemination that knows nobody yet. */
    public GossipDissemination(GossipConfig config, Env env) {
        this.config = config;
        this.env = env;
        this.own = new NodeFacts(env.self(), new Edition(env.incarnation(), 0));
        byNode.put(env.self(), own);
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public void members(List<Member> members) {
        peers.clear();
        members.stream().map(Member::id).filter(id -> !id.equals(env.self())).forEach(peers::add);
        byNode.keySet().removeIf(id -> !id.equals(env.self()) && !peers.contains(id));
        peers.forEach(id -> byNode.computeIfAbsent(id, node -> new NodeFacts(node, Edition.NONE)));
    }

    @Override
    public void publish(String name, Bytes fact) {
        if (!Fact.isName(name)) {
            throw new IllegalArgumentException(
                    "a fact's name has 1 to " + Fact.MAX_NAME_LENGTH + " characters");
        }
        if (fact.size() > MAX_FACT_BYTES) {
            throw new IllegalArgumentException(
                    "a fact has at most "
                            + MAX_FACT_BYTES
                            + " bytes; \""
                            + name
                            + "\" has "
                            + fact.size());
        }
        own.publish(name, fact);
    }

    @Override
    public Optional<Bytes> fact(NodeId node, String name) {
        return Optional.ofNullable(byNode.get(node)).flatMap(facts -> facts.content(name));
    }

    @Override
    public void tick() {
        if (peers.isEmpty()) {
            return;
        }
        Digest digest = digestOfAll();
        for (int i = 0; i < Math.min(config.fanout(), peers.size()); i++) {
            Collections.swap(peers, i, i + env.random().nextInt(peers.size() - i));
            send(peers.get(i), digest);
        }
    }

    @Override
    public void receive(NodeId from, MemorySegment message) {
        GossipMessage decoded;
        try {
            decoded = GossipCodec.decode(message);
        } catch (MalformedException dropped) {
            return;
        }
        if (from.equals(env.self()) || !byNode.containsKey(from)) {
            return;
        }
        switch (decoded) {
            case Digest digest -> answer(from, digest);
            case Facts facts -> facts.changes().forEach(this::merge);
        }
    }

    private void answer(NodeId peer, Digest digest) {
        List<Changes> newer = new ArrayList<>();
        List<Known> lacking = new ArrayList<>();
        int room = MAX_MESSAGE_BYTES - GossipCodec.HEADER_BYTES;
        List<Known> entries = digest.known();
        int start = entries.isEmpty() ? 0 : env.random().nextInt(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Known theirs = entries.get((start + i) % entries.size());
            NodeFacts mine = byNode.get(theirs.node());
            if (mine == null) {
                continue;
            }
            if (mine == own && theirs.edition().compareTo(own.edition()) > 0) {
                own.outbid(theirs.edition());
            }
            int order = mine.edition().compareTo(theirs.edition());
            if (order > 0) {
                Changes changes = mine.since(theirs.edition(), room);
                room -= GossipCodec.maxBytes(changes);
                if (room >= 0) {
                    newer.add(changes);
                }
            } else if (order < 0) {
                lacking.add(mine.known());
            }
        }
        if (!newer.isEmpty()) {
            send(peer, new Facts(newer));
        }
        if (digest.opening() && !lacking.isEmpty()) {
            send(peer, new Digest(false, lacking));
        }
    }

    private void merge(Changes changes) {
        NodeFacts known = byNode.get(changes.node());
        if (known != null && known != own) {
            known.merge(changes.after(), changes.facts());
        }
    }

    /** What is known of all nodes, or as many as fit; those left out come first the next time. */
    private Digest digestOfAll() {
        List<Known> known = new ArrayList<>();
        List<NodeFacts> all = List.copyOf(byNode.values());
        int room = MAX_MESSAGE_BYTES - GossipCodec.HEADER_BYTES;
        for (int told = 0; told < all.size(); told++) {
            NodeFacts facts = all.get((nextKnown + told) % all.size());
            room -= GossipCodec.maxBytes(facts.node());
            if (room < 0) {
                nextKnown = (nextKnown + told) % all.size();
                break;
            }
            known.add(facts.known());
        }
        return new Digest(true, known);
    }

    private void send(NodeId to, GossipMessage message) {
        env.send(to, MemorySegment.ofArray(GossipCodec.encode(message)).asReadOnly());
    }
}
