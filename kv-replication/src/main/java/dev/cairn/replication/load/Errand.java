package dev.cairn.replication.load;

/**
 * What a peer is asked to do. Each kind has its own latencies, and its own tolerance: how many
 * times slower than the quickest a node may be before others are preferred to it.
 */
public enum Errand {
    /** To tell what it holds. Reads spread over those that are about as quick. */
    READ(2, true),
    /** To coordinate a read. */
    FORWARDED_READ(2, true),
    /**
     * To coordinate a write. Writes of a key stay with its first owner unless that one is much
     * slower: through one coordinator they supersede each other, through several at once they
     * become siblings.
     */
    FORWARDED_WRITE(8, false);

    private final int tolerance;
    private final boolean spreads;

    Errand(int tolerance, boolean spreads) {
        this.tolerance = tolerance;
        this.spreads = spreads;
    }

    /** How many times slower than the quickest a node may be and still be as good. */
    int tolerance() {
        return tolerance;
    }

    /** Whether what is in flight to a node already sends the next elsewhere. */
    boolean spreads() {
        return spreads;
    }
}
