package dev.cairn.gossip.swim;

/** One probe that is under way, or that failed a little while ago. */
final class Probe {
    final long number;
    final Peer target;
    final long sentAt;
    boolean handedOn;
    boolean failed;
    int helpers;
    int helpersThere;

    Probe(long number, Peer target, long sentAt) {
        this.number = number;
        this.target = target;
        this.sentAt = sentAt;
    }

    /** How many helpers did not even say that they have no answer. */
    int helpersSilent() {
        return Math.max(0, helpers - helpersThere);
    }
}
