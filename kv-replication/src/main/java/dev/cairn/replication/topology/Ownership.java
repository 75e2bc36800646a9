package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Topology;
import java.util.List;

/** Who owns which slices in a topology, and how many of the owners must agree on a write. */
public interface Ownership {
    /** The kinds of buckets there are, each once. */
    List<Copies> copies();

    /** The owners by slice of a topology in which no change runs. */
    PreferenceTable owners(Topology topology, int replicas);

    /** The newcomer with the tokens with which it joins best. */
    Member drawTokens(Topology topology, Member newcomer);

    /**
     * How buckets are kept.
     *
     * @param n copies
     * @param w owners that hold an acknowledged write, at least
     */
    record Copies(int n, int w) {}
}
