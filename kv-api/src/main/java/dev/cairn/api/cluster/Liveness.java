package dev.cairn.api.cluster;

/** One node's opinion of another. */
public enum Liveness {
    /** Nothing has been heard of it yet. */
    UNKNOWN,
    /** Its heartbeats advance. */
    ALIVE,
    /** This node alone misses its heartbeats. */
    SUSPECT,
    /** At least two observers, or the only one there is, miss its heartbeats. */
    DEAD
}
