package dev.cairn.gossip.heartbeat;

/**
 * One beat of one node, ordered by incarnation, then counter.
 *
 * @param incarnation grows with every start of the node
 * @param counter grows with every tick
 */
record Heartbeat(long incarnation, long counter) implements Comparable<Heartbeat> {
    /** Before the first. */
    static final Heartbeat NONE = new Heartbeat(0, 0);

    /** The beat after this one. */
    Heartbeat next() {
        return new Heartbeat(incarnation, counter + 1);
    }

    @Override
    public int compareTo(Heartbeat other) {
        int byIncarnation = Long.compare(incarnation, other.incarnation);
        return byIncarnation != 0 ? byIncarnation : Long.compare(counter, other.counter);
    }
}
