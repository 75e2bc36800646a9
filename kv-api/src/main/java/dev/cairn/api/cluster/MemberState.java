package dev.cairn.api.cluster;

/** A member's place in the topology. */
public enum MemberState {
    /** It receives its ranges and does not own them yet. */
    JOINING,
    /** It owns its ranges. */
    ACTIVE,
    /** It hands its ranges over and owns them still. */
    LEAVING,
    /** It has handed everything over. */
    LEFT,
    /** It was removed without its help. */
    EVICTED;

    /** Whether a member in this state owns ranges. */
    public boolean owns() {
        return this == ACTIVE || this == LEAVING;
    }
}
