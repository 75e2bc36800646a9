package dev.cairn.api.spi;

import dev.cairn.api.cluster.Topology;

/**
 * How the ranges of a change of owners reach this node.
 *
 * <ol>
 *   <li>{@link #fetch} is called once enough present owners write to the future owners too; what is
 *       streamed from then on, together with those writes, is everything.
 *   <li>{@code arrived} runs once when all ranges that this node will own and does not own yet are
 *       here, verified and durable; soon when there are none. It may run on any lane, and the
 *       caller brings it to its own.
 *   <li>It is called again for the same change after a restart, or with a later topology in which
 *       the change still runs, and then goes on where it was.
 *   <li>A topology in which the change does not run any more ends what is under way.
 * </ol>
 */
@FunctionalInterface
public interface Transfers {
    /** Brings this node what the change that runs in {@code topology} makes it own. */
    void fetch(Topology topology, Runnable arrived);

    /** How far it is; callable on any thread. */
    default Progress progress() {
        return Progress.NONE;
    }

    /**
     * How far this node is with reading from the other owners what its lost disk held: until then
     * it counts in no read of those slices. Callable on any thread.
     */
    default Progress rebuilding() {
        return Progress.NONE;
    }

    /**
     * Whether something may be here of slices that this node does not own: a node that has left
     * should not stop before all of it is with its owners. Callable on any thread.
     */
    default boolean isHandingOver() {
        return false;
    }

    /**
     * How far a fetching is at this node, or was when it ended.
     *
     * @param slices slices that this node takes over, or rebuilds
     * @param arrived how many of them are here and verified
     * @param bytes what was received of them since this process began to fetch
     */
    record Progress(int slices, int arrived, long bytes) {
        /** Nothing was to be fetched. */
        public static final Progress NONE = new Progress(0, 0, 0);

        /** Both together. */
        public Progress plus(Progress other) {
            return new Progress(
                    slices + other.slices, arrived + other.arrived, bytes + other.bytes);
        }
    }
}
