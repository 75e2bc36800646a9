package dev.cairn.api.spi;

import dev.cairn.api.Answer;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.version.Item;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Coordinator and replica of one node: takes requests, keeps its copies, talks to the other
 * replicas.
 *
 * <ol>
 *   <li>Its state is owned by lanes, a slice by one lane; it starts no thread and opens no socket.
 *   <li>Every request is answered once, by its deadline at the latest.
 *   <li>A write is acknowledged only when as many replicas as its level asks for hold it as the
 *       bucket's durability says.
 *   <li>The item stored on a replica is the join of all it was sent.
 *   <li>A replica does what is asked of an owner only for slices that it owns by its own topology,
 *       and each answer tells that topology's epoch. A coordinator that hears of a higher epoch
 *       than its own counts again by the newer topology, which it waits for.
 *   <li>What this node holds and does not own goes to its owners, and is removed once all of them
 *       have it.
 *   <li>A node whose data directory is older than what other members have seen of it serves nobody
 *       and exchanges nothing with them (CORRECTNESS rule 1).
 * </ol>
 */
public interface Replication extends AutoCloseable {
    /** The data service. */
    KeyValueService keyValues();

    /** What every replica holds for a key, resolved as a reader would see it. */
    void explain(Key key, Answer<Explanation> answer);

    /**
     * Whether any member holds anything of a bucket that is closed, deletes included; {@code
     * UNAVAILABLE} when some member does not answer, or has not closed it by {@code version} of its
     * properties.
     */
    void holds(String bucket, long version, Duration timeout, Answer<Boolean> answer);

    /**
     * A peer's frame, kinds {@link FrameKinds#REPLICATION_FIRST} and following; called on a lane.
     */
    void frame(NodeId from, int kind, MemorySegment payload);

    /** A link of a peer came up, in either direction. Called on a lane. */
    void peerUp(NodeId peer);

    /** A link to a peer went down: what was asked of it will not be answered. Called on a lane. */
    void peerDown(NodeId peer);

    /** {@link Env#cluster} tells a newer topology than before. Callable on any thread. */
    void clusterChanged();

    /** How the ranges that a change of owners brings this node reach it. */
    Transfers transfers();

    /** Requests that were answered since the start. */
    long requests();

    /**
     * Whether it knows what it must to take requests; on a new data directory it may have to hear
     * of it from other members first. On any thread.
     */
    default boolean isReady() {
        return true;
    }

    /**
     * Whether the data directory is as new as what other members have seen of it. Before that is
     * known the node must not vote on anything. On any thread.
     */
    default Freshness freshness() {
        return Freshness.CURRENT;
    }

    /** Refuses new requests; those in flight go on. */
    void drain();

    /** Takes requests again after {@link #drain}. */
    void resume();

    /** How many keys this node keeps for owners that could not be reached. On any thread. */
    long keptForOthers();

    /** Runs {@code done}, on a lane, once all that was written so far is as safe as it can be. */
    void whenSafe(Runnable done);

    /**
     * Ends what is in flight with {@code UNAVAILABLE} and, after a drain, marks the shutdown clean.
     */
    @Override
    void close();

    /** How a data directory compares with what other members have seen of it. */
    enum Freshness {
        /** The others have yet to answer. */
        CHECKING,
        /** They have seen no more of it than it holds, as far as they could be asked. */
        CURRENT,
        /** One of them has seen more, as after an old copy was restored. It stays so. */
        OUTDATED
    }

    /** How frames reach a peer. */
    @FunctionalInterface
    interface Peers {
        /** Sends a frame to a member; false when it cannot be taken now. Called on any lane. */
        boolean send(NodeId to, Transport.Frame frame);
    }

    /** Joins the encoded items that a storage engine holds; see {@link Provider#mergeOperator}. */
    @FunctionalInterface
    interface ResolverLookup {
        /** The resolver of a bucket. */
        ConflictResolver of(String bucket);
    }

    /** What replication may use. */
    interface Env {
        /** The node it runs on. */
        NodeId self();

        /** The random id of the data directory. */
        long storage();

        /** The machine's boot id, to tell a process's death from a power loss. */
        String bootId();

        /** The lanes; slice s belongs to lane {@code s mod count}. */
        List<Lane> lanes();

        /** The present cluster, a new snapshot after each change. */
        Supplier<ClusterView> cluster();

        /**
         * A peer goes by a topology of this epoch, which is higher than what {@link #cluster}
         * tells: the newer one is to be asked for, of that peer or any other. Called on any lane, a
         * few times a second while it is so.
         */
        default void behind(NodeId peer, long epoch) {}

        /**
         * A peer goes by newer properties of a bucket than {@link #cluster} tells. Called on any
         * lane, for every message that says so.
         */
        default void bucketsBehind() {}

        /** Where keys lie. */
        Partitioner partitioner();

        /** How many answers are enough. */
        ConsistencyPolicy consistency();

        /** Resolvers by name. */
        Map<String, ConflictResolver> resolvers();

        /** The store. */
        StorageEngine storageEngine();

        /** Files of its own, beside the store's. */
        Directory directory();

        /** Runs what may wait for the disk. */
        Executor storageThreads();

        /** How frames reach the others. */
        Peers peers();

        /** Randomness. */
        RandomGenerator random();

        /** Where it tells what happened. */
        EventSink events();

        /** The deadline of a request that brings none. */
        Duration requestTimeout();
    }

    /** Opens replications. */
    interface Provider<C extends Record> extends Plugin<C> {
        /**
         * The engine's merge: joins encoded items and collapses them by the resolver of the key's
         * bucket.
         */
        StorageEngine.MergeOperator mergeOperator(C config, ResolverLookup resolvers);

        /**
         * Reads the item at a storage key, for offline checks; empty when the bytes are no item.
         */
        Optional<Item> decode(MemorySegment stored);

        /**
         * The key whose item lies under a storage key, for offline checks; empty when none does.
         */
        Optional<Key> decodeKey(MemorySegment storageKey);

        /** A replication with this configuration. */
        Replication open(C config, Env env);
    }
}
