package dev.cairn.testkit.process;

/** What happens to nodes of a cluster of processes, while clients go on with the others. */
public enum ProcessFault {
    /** Killed with {@code kill -9}; started again once all others hold it for dead. */
    KILL,
    /** Stopped with SIGSTOP for longer than it takes to be held for dead; then it goes on. */
    PAUSE,
    /** Killed, its data directory wiped, started again at once; until it is rebuilt. */
    LOSE_DISK,
    /** One more node joins, is asked for a while, and leaves. */
    JOIN_AND_LEAVE,
    /**
     * 2,000 connections to all ports of all nodes that talk nonsense or, where the nodes speak TLS,
     * come with certificates and secrets that are wrong; until the nodes have no more descriptors
     * open than before.
     */
    STRANGERS
}
