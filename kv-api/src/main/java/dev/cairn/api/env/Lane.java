package dev.cairn.api.env;

import java.util.function.Function;

/**
 * One thread that owns a share of the slices and everything kept for them, so that the state needs
 * no locks.
 *
 * <ol>
 *   <li>Tasks given to {@link #execute} run on the lane's thread, one after another, in the order
 *       given by each caller.
 *   <li>A task never blocks: no disk, no lock held elsewhere, no wait.
 *   <li>{@link #execute} and {@link #after} may be called on any thread.
 *   <li>An exception out of a task is reported and does not stop the lane.
 * </ol>
 */
public interface Lane extends Scheduler {
    /** Position among the node's lanes, from 0. */
    int index();

    /** Whether the caller runs on this lane. */
    boolean isCurrent();

    /** The lane's clock. */
    Clock clock();

    /**
     * The I/O driver of this lane, made by {@code factory} on first call. A lane polls at most one
     * driver; asking for a second type throws {@link IllegalStateException}. Callable on the lane
     * only.
     */
    <D extends LaneDriver> D driver(Class<D> type, Function<Lane, D> factory);
}
