package dev.cairn.testkit.cluster;

/** What may go wrong in a {@link SimulatedCluster}. */
public enum Fault {
    /** The nodes fall into two groups that do not reach each other. */
    PARTITION,
    /** Two nodes do not reach each other; all others reach both. */
    PARTIAL_PARTITION,
    /** Nothing passes from one node to another; the way back is open. */
    ONE_WAY_PARTITION,
    /** A node's cable is pulled. */
    ISOLATION,
    /** Frames between two nodes take a hundred times as long. */
    SLOW_LINK,
    /** A node's network loses packets, breaks links, repeats and reorders datagrams. */
    BAD_NETWORK_CARD,
    /** A node's links carry 64 KiB a second. */
    NARROW_LINKS,
    /** A node's processors take a hundred times as long. */
    SLOW_NODE,
    /** A node's disk takes a hundred times as long. */
    SLOW_DISK,
    /** A node's process is stopped, as by SIGSTOP or a migrating virtual machine. */
    PAUSE,
    /** A node's process is killed. */
    CRASH,
    /** A node is stopped as an operator does. */
    STOP,
    /** A machine loses power. */
    POWER_LOSS,
    /** All machines lose power at once. */
    BLACKOUT,
    /** A wall clock jumps by up to an hour, forward or back. */
    CLOCK_JUMP,
    /** A clock gains or loses up to a thousandth. */
    CLOCK_DRIFT,
    /** A disk has no space left. */
    FULL_DISK,
    /** Syncs of a disk fail, and what they should have saved never reaches the platter. */
    FAILING_SYNCS,
    /** Reads of a disk fail. */
    FAILING_READS,
    /** A disk says it has synced and has not, and then its machine loses power. */
    LOST_SYNCS,
    /** A bit of a file turns over. */
    BIT_FLIP,
    /** A disk is gone, and replaced by an empty one. */
    LOST_DISK;

    /**
     * Whether it may destroy what a node has acknowledged as durable. A cluster survives that on
     * fewer nodes than write a value, so a {@link Nemesis} keeps to one machine for all of these.
     */
    public boolean destroysData() {
        return this == FAILING_SYNCS || this == LOST_SYNCS || this == BIT_FLIP || this == LOST_DISK;
    }
}
