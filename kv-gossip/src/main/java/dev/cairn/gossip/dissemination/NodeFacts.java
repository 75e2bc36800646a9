package dev.cairn.gossip.dissemination;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.dissemination.GossipMessage.Changes;
import dev.cairn.gossip.dissemination.GossipMessage.Known;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest known facts of one node. */
final class NodeFacts {
    /** The most facts of one node; more are refused. */
    static final int MAX_FACTS = 64;

    private final Map<String, Fact> byName = new HashMap<>();
    private final NodeId node;
    private Edition edition;

    NodeFacts(NodeId node, Edition edition) {
        this.node = node;
        this.edition = edition;
    }

    NodeId node() {
        return node;
    }

    /** How much is known, as a digest says it. */
    Known known() {
        return new Known(node, edition);
    }

    Edition edition() {
        return edition;
    }

    Optional<Bytes> content(String name) {
        return Optional.ofNullable(byName.get(name)).map(Fact::content);
    }

    /** The node itself says something new. */
    void publish(String name, Bytes content) {
        if (!byName.containsKey(name) && byName.size() == MAX_FACTS) {
            throw new IllegalArgumentException(
                    "a node has at most " + MAX_FACTS + " facts; \"" + name + "\" is one more");
        }
        edition = new Edition(edition.incarnation(), edition.version() + 1);
        byName.put(name, new Fact(name, edition.version(), content));
    }

    /**
     * The node itself finds that others know more of it than it does: it renumbers its facts behind
     * that.
     */
    void outbid(Edition known) {
        edition = known;
        List.copyOf(byName.values()).forEach(fact -> publish(fact.name(), fact.content()));
    }

    /** The changes after {@code known}, oldest first, as many as {@code room} bytes hold. */
    Changes since(Edition known, int room) {
        Edition after =
                known.incarnation() == edition.incarnation()
                        ? known
                        : new Edition(edition.incarnation(), 0);
        List<Fact> newer =
                byName.values().stream()
                        .filter(fact -> fact.version() > after.version())
                        .sorted(Comparator.comparingLong(Fact::version))
                        .toList();
        int left = room - GossipCodec.maxBytes(node);
        int fitting = 0;
        while (fitting < newer.size() && left >= GossipCodec.maxBytes(newer.get(fitting))) {
            left -= GossipCodec.maxBytes(newer.get(fitting++));
        }
        return new Changes(node, after, newer.subList(0, fitting));
    }

    /**
     * Changes of that node in its order, all there are behind {@code after}, or the first of them.
     * Those that leave a gap behind what is known, or tell nothing new, change nothing.
     */
    void merge(Edition after, List<Fact> changes) {
        boolean newIncarnation = after.incarnation() > edition.incarnation();
        boolean follows =
                after.incarnation() == edition.incarnation()
                        && after.version() <= edition.version();
        if (newIncarnation && after.version() == 0) {
            byName.clear();
            edition = after;
        } else if (!follows) {
            return;
        }
        for (Fact fact : changes) {
            boolean fits = byName.containsKey(fact.name()) || byName.size() < MAX_FACTS;
            if (fact.version() > edition.version() && fits) {
                byName.put(fact.name(), fact);
                edition = new Edition(edition.incarnation(), fact.version());
            }
        }
    }
}
