package dev.cairn.gossip.swim;

/**
 * How well this node itself is doing, judged by how its own probes go (Lifeguard, section IV.A).
 * While it does badly it probes less often and waits longer, since the fault is likely its own.
 */
final class LocalHealth {
    /** The worst score: everything takes nine times as long. */
    static final int WORST = 8;

    private int score;

    /** By what to multiply periods and waits, 1 to 9. */
    int multiplier() {
        return score + 1;
    }

    /** A probe was answered in time. */
    void good() {
        score = Math.max(0, score - 1);
    }

    /** Probes or helpers stayed silent, or others suspected this node. */
    void bad(int times) {
        score = Math.min(WORST, score + times);
    }
}
