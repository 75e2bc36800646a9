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
    /** Registers take no part in rounds of deletes, so they are told apart by this. */
    static final int REGISTERS = 16;

    /** Copies the list. */
    public SliceDigest {
        shares = List.copyOf(shares);
    }

    /**
     * The keys of a slice whose buckets keep so many copies.
     *
     * @param replicas how many copies; {@link #REGISTERS} more for those that are registers
     * @param hash of what is held of them, in the order of their keys
     */
    public record Share(int replicas, long hash) {
        /** Whether it is about registers, not items. */
        public boolean isOfRegisters() {
            return replicas > REGISTERS;
        }

        /** How many copies the buckets keep. */
        public int copies() {
            return isOfRegisters() ? replicas - REGISTERS : replicas;
        }
    }

    /** Whether nothing is held of the slice. */
    public boolean isEmpty() {
        return shares.isEmpty();
    }

    /** One hash of items and registers with so many copies; 0 when there are none. */
    public long hashOfAll(int replicas) {
        return hash(replicas) ^ Long.rotateLeft(hash(REGISTERS + replicas), 1);
    }

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
