package dev.cairn.gossip.dissemination;

/**
 * How much is known of one node: all its changes up to a number. Ordered by incarnation, then
 * version.
 *
 * @param incarnation which start of the node
 * @param version the newest change of that incarnation; 0 for none
 */
record Edition(long incarnation, long version) implements Comparable<Edition> {
    /** Nothing. */
    static final Edition NONE = new Edition(0, 0);

    @Override
    public int compareTo(Edition other) {
        int byIncarnation = Long.compare(incarnation, other.incarnation);
        return byIncarnation != 0 ? byIncarnation : Long.compare(version, other.version);
    }
}
