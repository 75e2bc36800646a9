package dev.cairn.gossip.dissemination;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.gossip.dissemination.GossipMessage.Changes;
import dev.cairn.gossip.dissemination.GossipMessage.Digest;
import dev.cairn.gossip.dissemination.GossipMessage.Facts;
import dev.cairn.gossip.dissemination.GossipMessage.Held;
import dev.cairn.gossip.dissemination.GossipMessage.Known;
import dev.cairn.gossip.dissemination.GossipMessage.Part;
import dev.cairn.gossip.dissemination.GossipMessage.Want;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code gossip} dissemination of one node.
 *
 * <p>Each tick it opens an exchange with {@code fanout} random members, whether they are thought
 * alive or not: a message to a dead one costs little, and finding out that it lives is others'
 * business. A new value is announced to as many members at once, by everybody whom it reaches, so
 * that it crosses the cluster in some round trips and the ticks only fetch stragglers.
 *
 * <p>Facts pass between members only. Values pass between any two nodes of the cluster: a node that
 * was away while all members changed must still learn the topology that says so.
 */
public final class GossipDissemination implements Dissemination {
    /** Nodes named in one digest; in larger clusters they take turns. */
    static final int MAX_NAMED = 256;

    /** Parts of values sent between two ticks; who is refused asks again, or another. */
    private static final int MAX_PARTS_PER_TICK = 128;

    private final GossipConfig config;
    private final Env env;
    private final Map<NodeId, NodeFacts> byNode = new LinkedHashMap<>();
    private final List<NodeFacts> inTurn = new ArrayList<>();
    private final List<NodeId> peers = new ArrayList<>();
    private final Values values = new Values();
    private final NodeFacts own;
    private int nextKnown;
    private int partsSent;

    /** A dissemination that knows nobody yet. */
    public GossipDissemination(GossipConfig config, Env env) {
        this.config = config;
        this.env = env;
        this.own = new NodeFacts(env.self(), new Edition(env.incarnation(), 0));
        byNode.put(env.self(), own);
        inTurn.add(own);
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public void members(List<Member> members) {
        peers.clear();
        members.stream().map(Member::id).filter(id -> !id.equals(env.self())).forEach(peers::add);
        Set<NodeId> still = new HashSet<>(peers);
        byNode.keySet().removeIf(id -> !id.equals(env.self()) && !still.contains(id));
        peers.forEach(id -> byNode.computeIfAbsent(id, node -> new NodeFacts(node, Edition.NONE)));
        inTurn.clear();
        inTurn.addAll(byNode.values());
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
    public void offer(String name, long version, Bytes content) {
        if (!Fact.isName(name)) {
            throw new IllegalArgumentException(
                    "a value's name has 1 to " + Fact.MAX_NAME_LENGTH + " characters");
        }
        if (version < 1 || content.size() > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "a value has a version of at least 1 and at most "
                            + MAX_VALUE_BYTES
                            + " bytes; \""
                            + name
                            + "\" has version "
                            + version
                            + " and "
                            + content.size()
                            + " bytes");
        }
        if (values.keep(new Value(name, version, content))) {
            announce(new Held(name, version));
        }
    }

    @Override
    public Optional<Value> value(String name) {
        return values.get(name);
    }

    @Override
    public void tick() {
        partsSent = 0;
        values.wantAgain().forEach((want, from) -> send(from, want));
        Digest digest = digestOfAll();
        for (int i = 0; i < Math.min(config.fanout(), peers.size()); i++) {
            send(draw(i), digest);
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
        if (from.equals(env.self())) {
            return;
        }
        boolean member = byNode.containsKey(from);
        switch (decoded) {
            case Digest digest -> answer(from, digest, member ? digest.known() : List.of());
            case Facts facts -> {
                if (member) {
                    facts.changes().forEach(this::merge);
                }
            }
            case Want want -> give(from, want);
            case Part part -> values.take(part).ifPresent(this::learned);
        }
    }

    private void answer(NodeId peer, Digest digest, List<Known> nodes) {
        digest.values()
                .forEach(held -> values.want(peer, held).ifPresent(want -> send(peer, want)));
        List<Held> newer = values.newerThan(digest.values(), digest.opening());
        List<Known> lacking = exchangeFacts(peer, nodes);
        boolean asks = digest.opening() && !lacking.isEmpty();
        if (asks || !newer.isEmpty()) {
            send(peer, new Digest(false, newer, asks ? lacking : List.of()));
        }
    }

    /** Sends facts that the peer lacks; answers what this node lacks. */
    private List<Known> exchangeFacts(NodeId peer, List<Known> theirs) {
        List<Changes> newer = new ArrayList<>();
        List<Known> lacking = new ArrayList<>();
        int room = MAX_MESSAGE_BYTES - GossipCodec.HEADER_BYTES;
        int start = theirs.isEmpty() ? 0 : env.random().nextInt(theirs.size());
        for (int i = 0; i < theirs.size(); i++) {
            Known their = theirs.get((start + i) % theirs.size());
            NodeFacts mine = byNode.get(their.node());
            if (mine == null) {
                continue;
            }
            if (mine == own && their.edition().compareTo(own.edition()) > 0) {
                own.outbid(their.edition());
            }
            int order = mine.edition().compareTo(their.edition());
            if (order > 0) {
                Changes changes = mine.since(their.edition(), room);
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
        return lacking;
    }

    private void merge(Changes changes) {
        NodeFacts known = byNode.get(changes.node());
        if (known != null && known != own) {
            known.merge(changes.after(), changes.facts());
        }
    }

    private void give(NodeId to, Want want) {
        int parts = values.parts(want);
        for (int index = 0; index < parts && partsSent < MAX_PARTS_PER_TICK; index++) {
            Optional<Part> part = values.part(want, index);
            if (part.isPresent()) {
                partsSent++;
                send(to, part.get());
            }
        }
    }

    private void learned(Value value) {
        announce(new Held(value.name(), value.version()));
        env.learned(value);
    }

    private void announce(Held held) {
        Digest news = new Digest(false, List.of(held), List.of());
        for (int i = 0; i < Math.min(config.fanout(), peers.size()); i++) {
            send(draw(i), news);
        }
    }

    /** The i-th of a random order that is only shuffled as far as it is asked for. */
    private NodeId draw(int i) {
        Collections.swap(peers, i, i + env.random().nextInt(peers.size() - i));
        return peers.get(i);
    }

    /** All values, and what is known of all nodes or of as many as may be named; in turn. */
    private Digest digestOfAll() {
        List<Held> held = values.held();
        int room = MAX_MESSAGE_BYTES - GossipCodec.HEADER_BYTES;
        for (Held value : held) {
            room -= GossipCodec.maxBytes(value);
        }
        List<Known> known = new ArrayList<>();
        for (int named = 0; named < Math.min(inTurn.size(), MAX_NAMED); named++) {
            NodeFacts facts = inTurn.get((nextKnown + named) % inTurn.size());
            room -= GossipCodec.maxBytes(facts.node());
            if (room < 0) {
                break;
            }
            known.add(facts.known());
        }
        nextKnown = (nextKnown + known.size()) % inTurn.size();
        return new Digest(true, held, known);
    }

    private void send(NodeId to, GossipMessage message) {
        env.send(to, MemorySegment.ofArray(GossipCodec.encode(message)).asReadOnly());
    }
}
