package dev.cairn.api.spi;

import dev.cairn.api.Answer;
import dev.cairn.api.cluster.Topology;
import java.util.function.Consumer;

/**
 * The one topology of a cluster, as one node sees and changes it.
 *
 * <ol>
 *   <li>{@link #current} never goes back, and what it has answered is what a restarted node begins
 *       with: a topology is durable before it is shown.
 *   <li>Each epoch of an incarnation has one topology, everywhere and for ever.
 *   <li>{@link #compareAndSet} succeeds only when {@code next} has become the topology of the epoch
 *       behind {@code expected}. Of callers that ask for different ones, at most one succeeds; the
 *       others get {@code CONFLICT} and find the winner in {@link #current}. Asking again for what
 *       has been set succeeds, or is a {@code CONFLICT} once later epochs are known.
 *   <li>{@link #read} answers a topology at least as new as any that had been set, read or shown
 *       anywhere before it was called.
 *   <li>{@code UNAVAILABLE} says that too few voters could be reached and nothing was begun; {@code
 *       TIMEOUT} leaves a step in doubt: it may still be taken.
 *   <li>{@link #learn} takes a newer topology of the same cluster and drops anything else. What is
 *       taught must have been shown by another node.
 *   <li>A listener hears of every topology shown after it was added, in order, each once, epochs
 *       left out where several came at once.
 *   <li>Every call is answered once, by its deadline at the latest.
 * </ol>
 *
 * <p>{@link #current} may be called on any thread, everything else on the store's lane, where
 * answers and listeners are called too.
 */
public interface TopologyStore {
    /** The newest topology this node knows to be agreed. */
    Topology current();

    /** The newest topology there is. */
    void read(Answer<Topology> answer);

    /**
     * Makes {@code next} the topology behind the epoch {@code expected}; answers it. {@code
     * BAD_REQUEST} when it is of another cluster or incarnation, or its epoch is not {@code
     * expected + 1}.
     */
    void compareAndSet(long expected, Topology next, Answer<Topology> answer);

    /** Takes a topology that was heard of, by gossip or otherwise. */
    void learn(Topology heard);

    /** Tells of every topology shown from now on. */
    void listen(Consumer<Topology> listener);
}
