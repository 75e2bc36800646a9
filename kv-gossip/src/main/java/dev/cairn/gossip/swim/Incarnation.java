package dev.cairn.gossip.swim;

/**
 * Which life of a node is spoken of. Only the node itself makes a newer one: by starting again, or
 * to refute what others say of the present one.
 *
 * @param start grows with every start of the node
 * @param refutation grows with every refutation since
 */
record Incarnation(long start, long refutation) implements Comparable<Incarnation> {
    /** Before the first. */
    static final Incarnation NONE = new Incarnation(0, 0);

    /** The next one of the same start. */
    Incarnation next() {
        return new Incarnation(start, refutation + 1);
    }

    @Override
    public int compareTo(Incarnation other) {
        int byStart = Long.compare(start, other.start);
        return byStart != 0 ? byStart : Long.compare(refutation, other.refutation);
    }
}
