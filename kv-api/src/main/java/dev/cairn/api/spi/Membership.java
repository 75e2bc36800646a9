package dev.cairn.api.spi;

import dev.cairn.api.Answer;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NextTopology;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One node's part in who belongs to the cluster: it agrees on the topology with the other members,
 * lets newcomers in, and takes the steps of the changes that run. A state machine driven by one
 * lane.
 *
 * <pre>
 *   outside ── Entry ──▶ member of a topology ── open ──▶ Membership ── topology() ─▶ its listeners
 * </pre>
 *
 * <ol>
 *   <li>Listeners added to {@link #topology} before the first {@link #tick} are told of a topology
 *       before any other node hears that this one goes by it.
 *   <li>A node that was told a topology in which it owns ranges anew calls {@link Env#transfers};
 *       the change goes on when all of them have arrived.
 *   <li>A node whose name is listed on another data directory asks to be taken back on its own, and
 *       is when the other one is dead (CORRECTNESS rules 1 and 11).
 *   <li>Messages may be lost, repeated and reordered; a malformed one throws {@link
 *       dev.cairn.api.wire.MalformedException} and has no other effect.
 * </ol>
 *
 * <p>For its lane alone, apart from {@link TopologyStore#current}.
 */
public interface Membership extends AutoCloseable {
    /** The topology, as this node sees and changes it. */
    TopologyStore topology();

    /** Other things the cluster agrees on. */
    Registers registers();

    /**
     * Takes a step from the newest topology, again from a newer one where another step came first;
     * a step that is not legal any more fails with its own sentence.
     */
    void step(Function<NextTopology, Topology> step, Answer<Topology> answer);

    /**
     * Goes on without a member though no majority of the voters lives: a new incarnation of the
     * cluster, on an operator's word, decided by nobody else. {@code CONFLICT} while a majority
     * lives. Its voters are those of before that live; what they hold of registers is agreed on
     * anew among all of them. May be asked on one side of a cluster only.
     */
    void force(NodeId lost, Answer<Topology> answer);

    /** Time has passed. */
    void tick();

    /** How often {@link #tick} wants to be called. */
    Duration interval();

    /** A message of another node's membership; the segment is valid during the call. */
    void receive(NodeId from, int kind, MemorySegment message);

    /**
     * A message of a node that belongs to no cluster yet; the answer, now or later, goes to {@code
     * reply}.
     */
    void asked(MemorySegment message, Consumer<Transport.Frame> reply);

    /** A peer was heard to go by a newer topology: asks it. */
    void behind(NodeId peer);

    /** Changes nothing any more. */
    @Override
    void close();

    /** A node's way into a running cluster. For its lane alone. */
    interface Entry extends AutoCloseable {
        /** Begins to ask, again and again. */
        void start();

        /** An answer; the segment is valid during the call. */
        void receive(MemorySegment message);

        /** Asks no more. */
        @Override
        void close();
    }

    /** What a node that asks to be let in may use. */
    interface EntryEnv {
        /** The node as it wants to be listed. */
        Member self();

        /** The dead member in whose place it wants to be, if any. */
        Optional<NodeId> replaces();

        /** The lane it runs on. */
        Lane lane();

        /** Randomness. */
        RandomGenerator random();

        /** Sends a message to every seed that can be reached, or to some of them. */
        void toSeeds(Transport.Frame message);

        /** The cluster lists this node; called once. */
        void joined(Topology topology);

        /** The cluster will not have this node as it is, and says why; the entry goes on asking. */
        void declined(String why);
    }

    /** What it may use. */
    interface Env {
        /** The node it runs on, as its configuration says. */
        Member self();

        /** The lane it runs on. */
        Lane lane();

        /** Files of its own. */
        Directory directory();

        /** Whether the data directory was made just now, so that there can be no files yet. */
        boolean fresh();

        /** What a node begins with that has no topology yet. */
        Topology founding();

        /** Runs what may wait for the disk. */
        Executor storageThreads();

        /** Randomness. */
        RandomGenerator random();

        /** Where it tells what happened. */
        EventSink events();

        /** Who owns what. */
        Ownership ownership();

        /** How ranges reach this node. */
        Transfers transfers();

        /** This node's opinion of a member. */
        Liveness liveness(NodeId node);

        /**
         * Whether this node's registers are known to be as new as what others have seen of them;
         * before that they must not vote (CORRECTNESS rules 1 and 13).
         */
        default boolean mayVote() {
            return true;
        }

        /** Sends a frame to another node, or loses it. */
        void send(NodeId to, Transport.Frame frame);
    }

    /** Who owns which slices in a topology, and how many of the owners must agree on a write. */
    interface Ownership {
        /** The kinds of buckets there are, each once. */
        List<Copies> copies();

        /**
         * Whether ranges may change owners because one is dead, without an operator's word; not
         * while a bucket is linearizable (CORRECTNESS rule 10).
         */
        boolean mayChangeUnasked();

        /** The owners by slice of a topology in which no change runs. */
        PreferenceTable owners(Topology topology, int replicas);

        /** The newcomer with the tokens with which it joins best. */
        Member drawTokens(Topology topology, Member newcomer);

        /** The heir with the tokens of the member whose place it takes. */
        Member inherit(Member heir, Member gone);
    }

    /** Opens memberships. */
    interface Provider<C extends Record> extends Plugin<C> {
        /**
         * The newest topology that a data directory knows; empty when there is none, or none that
         * is whole. Touches the disk.
         *
         * @param storage the data directory's id
         */
        Optional<Topology> recall(C config, Directory directory, long storage) throws IOException;

        /** A membership with this configuration; nothing runs before the first tick. */
        Membership open(C config, Env env) throws IOException;

        /** A way in. */
        Entry enter(C config, EntryEnv env);
    }
}
