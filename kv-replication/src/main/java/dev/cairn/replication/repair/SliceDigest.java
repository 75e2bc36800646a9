package dev.cairn.replication.repair;

import java.util.List;

/**
 * What a replica holds of one slice, as hashes.
 *
 * @param slice the slice
 * @param round the round under which it was read: what may be forgotten then is left out (rule 4)
 * @param shares one for each replica count that some key of the slice is kept with, ascending: keys
 *     of different counts have different owners (CORRECTNESS rule 8)
 */
public record SliceDigest(int slice, long round, List<Share> shares) {
    /** Copies the list. */
    public SliceDigest {
        shares = List.copyOf(shares);
    }

    /**
     * The keys of a slice whose buckets keep so many copies.
     *
     * @param replicas how many copies
     * @param hash of their items in the order of their keys
     */
    public record Share(int replicas, long hash) {}

    /** The hash of the keys with so many copies; 0 when there are none. */
    public long hash(int replicas) {
        for (Share share : shares) {
            if (share.replicas() == replicas) {
                return share.hash();
            }
        }
        return 0;
    }
}
