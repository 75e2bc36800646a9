package dev.cairn.gossip.heartbeat;

/** How the teller of a heartbeat stands to the member whose it is. Two bits on the wire. */
enum Standing {
    /** All is well. */
    HEARD,
    /** No newer one has come for a while: whoever knows one is to answer. */
    DOUBTED,
    /** The teller has waited for a newer one in vain: its opinion, and no sign of life. */
    MISSED,
    /** It was the member's last: the member itself has said that it leaves. */
    LEFT;

    private static final Standing[] ALL = values();

    static Standing of(int bits) {
        return ALL[bits];
    }
}
