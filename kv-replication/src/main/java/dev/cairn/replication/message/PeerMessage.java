package dev.cairn.replication.message;

import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.time.Duration;
import java.util.Optional;

/**
 * What coordinators and replicas of different nodes say to each other. Encoded by {@link
 * PeerMessageCodec}, drawn in docs/formats/peer-messages.md.
 *
 * <p>An answer carries the id of its request. A request whose id is {@link #NO_ANSWER} is not
 * answered.
 */
public sealed interface PeerMessage {
    /** The id of a request that wants no answer. */
    long NO_ANSWER = 0;

    /** The id that the asking node gave the request. */
    long request();

    /** The topology's epoch in the sender's eyes. */
    long epoch();

    /** What is said of one key and reaches the lane of its slice. */
    sealed interface Request extends PeerMessage {
        /** The key that it is about. */
        StorageKey key();

        /** The version of the bucket's properties in the sender's eyes; 0 where it matters not. */
        default long bucketVersion() {
            return 0;
        }

        /**
         * How long the sender waits for the answer; past it the work is in vain. Empty for what has
         * to be done however late: a write is only joined, and would else have to be repaired.
         */
        default Optional<Duration> patience() {
            return Optional.empty();
        }
    }

    /** What is said of a request and reaches the lane that asked. */
    sealed interface Answer extends PeerMessage {}

    /**
     * Join this item into yours.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param bucketVersion the version of the bucket's properties in the sender's eyes
     * @param round the slice's round of deletes under which the sender has read it (rule 4)
     * @param key which key
     * @param item the whole item as it stands after the write
     */
    record ReplicaWrite(
            long request,
            long epoch,
            long bucketVersion,
            long round,
            StorageKey key,
            StoredItem item)
            implements Request {}

    /**
     * Keep this for owners that cannot be reached, and hand it over when they can (Dynamo, section
     * 4.6).
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param bucketVersion the version of the bucket's properties in the sender's eyes
     * @param round the slice's round of deletes under which the sender has read it (rule 4)
     * @param key which key
     * @param item the whole item as it stands after the write
     */
    record Hint(
            long request,
            long epoch,
            long bucketVersion,
            long round,
            StorageKey key,
            StoredItem item)
            implements Request {}

    /**
     * What do you keep for others?
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param bucketVersion the version of the bucket's properties in the sender's eyes
     * @param timeout how long the sender waits for the answer
     * @param key which key
     */
    record HintRead(long request, long epoch, long bucketVersion, Duration timeout, StorageKey key)
            implements Request {
        @Override
        public Optional<Duration> patience() {
            return Optional.of(timeout);
        }
    }

    /**
     * The item is joined.
     *
     * @param request the request's id
     * @param epoch the replica's epoch
     * @param durable whether it is on stable storage
     */
    record WriteAck(long request, long epoch, boolean durable) implements Answer {}

    /**
     * What do you hold?
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param bucketVersion the version of the bucket's properties in the sender's eyes
     * @param timeout how long the sender waits for the answer
     * @param key which key
     */
    record ReplicaRead(
            long request, long epoch, long bucketVersion, Duration timeout, StorageKey key)
            implements Request {
        @Override
        public Optional<Duration> patience() {
            return Optional.of(timeout);
        }
    }

    /**
     * This is what I hold.
     *
     * @param request the request's id
     * @param epoch the replica's epoch
     * @param item the item, or {@link StoredItem#ABSENT}
     */
    record ReadAnswer(long request, long epoch, StoredItem item) implements Answer {}

    /**
     * Unless you have this write, promise not to coordinate it any more; tell what you hold then,
     * as a {@link ReadAnswer}.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param bucketVersion the version of the bucket's properties in the sender's eyes
     * @param key which key
     * @param operation the write's id
     */
    record Bar(long request, long epoch, long bucketVersion, StorageKey key, OperationId operation)
            implements Request {}

    /**
     * This is what I hold, and I have held more: my disk was lost and is not rebuilt yet. It may be
     * joined and mended, and counts for nothing.
     *
     * @param request the request's id
     * @param epoch the replica's epoch
     * @param item the item, or {@link StoredItem#ABSENT}
     */
    record PartialAnswer(long request, long epoch, StoredItem item) implements Answer {}

    /**
     * Coordinate this for me.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param key which key
     * @param client what the client asked for; its timeout is what is left of it
     */
    record Forward(long request, long epoch, StorageKey key, ClientRequest client)
            implements Request {
        @Override
        public Optional<Duration> patience() {
            return client.options().timeout();
        }
    }

    /**
     * This became of what you forwarded.
     *
     * @param request the request's id
     * @param epoch the coordinator's epoch
     * @param outcome what became of it
     */
    record ForwardAnswer(long request, long epoch, Outcome outcome) implements Answer {}

    /**
     * I did not do it: nothing of the request has taken effect here.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     * @param error why
     */
    record Refusal(long request, long epoch, KvError error) implements Answer {}

    /**
     * By the topology that I go by, this is not mine: nothing of the request has taken effect here.
     *
     * @param request the request's id
     * @param epoch the sender's epoch
     */
    record NotOwner(long request, long epoch) implements Answer {}

    /** A read of a key by whoever sees the cluster so. */
    static ReplicaRead read(long request, ClusterView view, StorageKey key, Duration timeout) {
        return new ReplicaRead(
                request,
                view.topology().epoch(),
                view.bucket(key.key().bucket()).version(),
                timeout,
                key);
    }

    /** A promise that is asked for by whoever sees the cluster so. */
    static Bar bar(long request, ClusterView view, StorageKey key, OperationId operation) {
        return new Bar(
                request,
                view.topology().epoch(),
                view.bucket(key.key().bucket()).version(),
                key,
                operation);
    }

    /** The same question to a fallback. */
    static HintRead hintRead(long request, ClusterView view, StorageKey key, Duration timeout) {
        return new HintRead(
                request,
                view.topology().epoch(),
                view.bucket(key.key().bucket()).version(),
                timeout,
                key);
    }

    /** An item to be kept for owners by a fallback. */
    static Hint hint(long request, ClusterView view, long round, StorageKey key, StoredItem item) {
        return new Hint(
                request,
                view.topology().epoch(),
                view.bucket(key.key().bucket()).version(),
                round,
                key,
                item);
    }

    /** A write of an item by whoever sees the cluster so. */
    static ReplicaWrite write(
            long request, ClusterView view, long round, StorageKey key, StoredItem item) {
        return new ReplicaWrite(
                request,
                view.topology().epoch(),
                view.bucket(key.key().bucket()).version(),
                round,
                key,
                item);
    }
}
