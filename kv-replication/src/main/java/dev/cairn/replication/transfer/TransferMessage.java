package dev.cairn.replication.transfer;

import dev.cairn.api.Bytes;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.repair.KeyDigest;
import java.util.List;

/**
 * What nodes say to each other when ranges change owners. Encoded by {@link TransferCodec}, drawn
 * in docs/formats/peer-messages.md. Every ask has the id of its request and is answered by one of
 * the answers, or not at all.
 */
public sealed interface TransferMessage {
    /** The id that the asking node gave. */
    long request();

    /** The topology's epoch in the sender's eyes. */
    long epoch();

    /** By this slice the message finds its lane. */
    int slice();

    /** Reaches the lane of its slice. */
    sealed interface Ask extends TransferMessage {}

    /** Goes back to who asked. */
    sealed interface Answer extends TransferMessage {}

    /**
     * An owner to be: this is what I have of some slices; which of them do you have otherwise?
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param since the epoch in which the running change began
     * @param replicas of keys with so many copies
     * @param slices at least one
     */
    record Compare(long request, long epoch, long since, int replicas, List<SliceHash> slices)
            implements Ask {
        /** Copies the list. */
        public Compare {
            slices = List.copyOf(slices);
        }

        @Override
        public int slice() {
            return slices.getFirst().slice();
        }
    }

    /**
     * What a node holds of a slice.
     *
     * @param slice which
     * @param hash of its keys with so many copies; 0 when there are none
     */
    record SliceHash(int slice, long hash) {}

    /**
     * These are not the same here.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param slice the first that was compared
     * @param slices those that differ
     * @param floor the highest ballot below which the sender promises nothing of the registers that
     *     it has forgotten in those that were compared (CORRECTNESS rule 15)
     * @param whole whether the sender holds all it has acknowledged of those that were compared
     */
    record Differing(
            long request, long epoch, int slice, List<Integer> slices, Ballot floor, boolean whole)
            implements Answer {
        /** Copies the list. */
        public Differing {
            slices = List.copyOf(slices);
        }
    }

    /**
     * An owner to be: these are my keys of a slice between two keys; send me what you have
     * otherwise.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param since the epoch in which the running change began
     * @param replicas of keys with so many copies
     * @param slice the slice
     * @param after the page begins behind this key; empty for the slice's first
     * @param upTo the page ends with this key; empty for the slice's last
     * @param keys what the sender has between, in order
     */
    record Walk(
            long request,
            long epoch,
            long since,
            int replicas,
            int slice,
            Bytes after,
            Bytes upTo,
            List<KeyDigest> keys)
            implements Ask {
        /** Copies the list. */
        public Walk {
            keys = List.copyOf(keys);
        }
    }

    /**
     * These I have otherwise than you, or you lack.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param slice the slice
     * @param round the slice's round of deletes under which they were read (rule 4)
     * @param floor as of the slice after it was read
     * @param upTo how far this goes; empty for the slice's end
     * @param pairs in order
     */
    record Found(
            long request,
            long epoch,
            int slice,
            long round,
            Ballot floor,
            Bytes upTo,
            List<Pair> pairs)
            implements Answer {
        /** Copies the list. */
        public Found {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * A stored pair.
     *
     * @param key the storage key
     * @param item the item's bytes
     */
    record Pair(Bytes key, Bytes item) {}

    /**
     * I hold these of a slice and own them no more; which of them do you have otherwise?
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param slice the slice
     * @param keys at least one
     */
    record Offer(long request, long epoch, int slice, List<KeyDigest> keys) implements Ask {
        /** Copies the list. */
        public Offer {
            keys = List.copyOf(keys);
        }
    }

    /**
     * These are not the same here; all others are, and safe.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param slice the slice
     * @param keys some of those offered
     */
    record Lacking(long request, long epoch, int slice, List<Bytes> keys) implements Answer {
        /** Copies the list. */
        public Lacking {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Not now, or not by the topology that I go by.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param slice the slice that was asked for
     */
    record Unable(long request, long epoch, int slice) implements Answer {}
}
