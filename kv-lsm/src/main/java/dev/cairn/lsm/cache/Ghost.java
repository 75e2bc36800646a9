package dev.cairn.lsm.cache;

/**
 * Remembers, for a while, which blocks were dropped before anyone asked for them again. Two of the
 * same place push each other out, which is how it forgets. Guarded by the cache's lock.
 */
final class Ghost {
    private final int[] fingerprints;

    /** Remembers about {@code blocks}. */
    Ghost(long blocks) {
        int size = Integer.highestOneBit(Math.clamp(blocks, 16, 1 << 24));
        this.fingerprints = new int[size];
    }

    private int place(int fingerprint) {
        return fingerprint >>> 7 & fingerprints.length - 1;
    }

    void remember(int fingerprint) {
        fingerprints[place(fingerprint)] = fingerprint;
    }

    /** Whether it was remembered; then it is forgotten. */
    boolean recall(int fingerprint) {
        int place = place(fingerprint);
        boolean known = fingerprints[place] == fingerprint;
        if (known) {
            fingerprints[place] = 0;
        }
        return known;
    }
}
