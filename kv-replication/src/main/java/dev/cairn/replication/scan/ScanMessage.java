package dev.cairn.replication.scan;

import dev.cairn.api.Bytes;
import java.util.List;

/** What nodes ask each other about the keys of a bucket. Every question has one answer. */
sealed interface ScanMessage {
    /** The id that the asking node gave; an answer repeats it. */
    long request();

    /** The epoch of the topology that the sender goes by. */
    long epoch();

    /** A question. */
    sealed interface Question extends ScanMessage {
        /** The bucket it is about. */
        String bucket();
    }

    /** An answer. */
    sealed interface Answer extends ScanMessage {}

    /**
     * Whether a node holds anything of a bucket, as an owner or for others, deletes included.
     *
     * @param version the bucket's version that the sender goes by; who does not is unable to say
     */
    record Holds(long request, long epoch, String bucket, long version) implements Question {}

    /**
     * Whether anything is held.
     *
     * @param some whether there is
     */
    record Held(long request, long epoch, boolean some) implements Answer {}

    /**
     * Nothing can be said.
     *
     * @param why one sentence
     */
    record Unable(long request, long epoch, String why) implements Answer {}

    /**
     * A stored item.
     *
     * @param key its storage key
     * @param item its bytes
     */
    record Pair(Bytes key, Bytes item) {}

    /**
     * The items of a bucket in a range of slices that the asked node owns.
     *
     * @param first the first slice
     * @param last the last slice
     * @param after the storage key behind which to begin; empty for the start of {@code first}
     * @param prefix what the keys begin with
     * @param limit how many items are wanted at most
     */
    record Walk(
            long request,
            long epoch,
            String bucket,
            int first,
            int last,
            Bytes after,
            Bytes prefix,
            int limit)
            implements Question {}

    /**
     * The items found, in the order of their storage keys, deletes and expired ones included.
     *
     * @param upTo all that there is up to this storage key is here; empty when that is all
     */
    record Page(long request, long epoch, Bytes upTo, List<Pair> items) implements Answer {}
}
