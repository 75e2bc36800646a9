package dev.cairn.ring;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.ring.placement.ZoneAwarePlacement;
import dev.cairn.ring.vnode.VnodePartitioner;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The ring of one topology: from a key to the nodes that keep its copies.
 *
 * <pre>{@code
 * Ring ring = Ring.of(topology, 3);
 * List<NodeId> replicas = ring.preference(new Key("users", Bytes.utf8("alice"))).owners();
 * }</pre>
 *
 * Immutable and safe for all threads; a lookup is one hash and one array access.
 */
public final class Ring {
    private final Partitioner partitioner;
    private final TokenRing positions;
    private final PreferenceTable preferences;

    private Ring(Partitioner partitioner, TokenRing positions, PreferenceTable preferences) {
        this.partitioner = partitioner;
        this.positions = positions;
        this.preferences = preferences;
    }

    /**
     * The ring of weighted virtual nodes with copies spread over zones.
     *
     * @param replicas owners of each key, at least 1; fewer when there are fewer members
     * @throws IllegalArgumentException when no member owns anything
     */
    public static Ring of(Topology topology, int replicas) {
        return of(topology, replicas, new VnodePartitioner(), new ZoneAwarePlacement());
    }

    /**
     * As {@link #of(Topology, int)} with a count of copies for each data centre, as in {@code
     * {dc1=3, dc2=2}}.
     *
     * @param copies at least 1 each; data centres that are not named have 1
     */
    public static Ring of(Topology topology, Map<String, Integer> copies) {
        Set<String> named = new HashSet<>(copies.keySet());
        int replicas = copies.values().stream().mapToInt(Integer::intValue).sum();
        for (Member member : topology.owners()) {
            replicas += named.add(member.zone().datacentre()) ? 1 : 0;
        }
        return of(topology, replicas, new VnodePartitioner(), new ZoneAwarePlacement(copies));
    }

    /**
     * The newcomer with its tokens: those with which it takes its share from all members alike.
     * Draw once, when it joins, and keep the result in the topology.
     */
    public static Member drawTokens(Topology topology, Member newcomer) {
        return new VnodePartitioner().drawTokens(topology, newcomer);
    }

    /** As {@link #of(Topology, int)} with other parts. */
    public static Ring of(
            Topology topology, int replicas, Partitioner partitioner, ReplicaPlacement placement) {
        TokenRing positions = partitioner.ring(topology);
        return new Ring(partitioner, positions, placement.place(topology, positions, replicas));
    }

    /** The key's place among the 65,536 slices. */
    public int slice(Key key) {
        return Slices.of(partitioner.token(key));
    }

    /** The nodes that keep the key, best first: its owners, then who stands in for them. */
    public PreferenceList preference(Key key) {
        return preferences.at(slice(key));
    }

    /** The preference lists of all slices. */
    public PreferenceTable preferences() {
        return preferences;
    }

    /** The virtual nodes. */
    public TokenRing positions() {
        return positions;
    }
}
