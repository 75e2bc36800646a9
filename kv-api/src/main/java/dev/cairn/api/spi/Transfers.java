package dev.cairn.api.spi;

import dev.cairn.api.cluster.Topology;

/**
 * How the ranges of a change of owners reach this node.
 *
 * <ol>
 *   <li>{@link #fetch} is called once enough present owners write to the future owners too; what is
 *       streamed from then on, together with those writes, is everything.
 *   <li>{@code arrived} runs once, on the caller's lane, when all ranges that this node will own
 *       and does not own yet are here, verified and durable; at once when there are none.
 *   <li>It is called again for the same change after a restart, or with a later topology in which
 *       the change still runs, and then goes on where it was.
 *   <li>A topology in which the change does not run any more ends what is under way.
 * </ol>
 */
@FunctionalInterface
public interface Transfers {
    /** Brings this node what the change that runs in {@code topology} makes it own. */
    void fetch(Topology topology, Runnable arrived);
}
