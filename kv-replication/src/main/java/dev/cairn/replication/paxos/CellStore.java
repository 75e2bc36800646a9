package dev.cairn.replication.paxos;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where an acceptor keeps its cells. Used by one lane.
 *
 * <ol>
 *   <li>{@link #cell} answers what was put last, synced or not.
 *   <li>When {@link #sync} has told success, all that was put before it was called survives power
 *       loss; after a failure the store is not used again.
 *   <li>A store that lost cells, or cannot tell, is not {@link #isWhole}, now and in later
 *       processes.
 * </ol>
 */
public interface CellStore {
    /** The most registers. */
    int MAX_REGISTERS = 1024;

    /** The cell of a register; {@link Cell#EMPTY} when there is none. */
    Cell cell(String register);

    /** The names of the registers there are, sorted. */
    List<String> registers();

    /** Replaces a cell. */
    void put(String register, Cell cell);

    /** Makes what was put durable; calls back on the lane, with false when that failed. */
    void sync(Consumer<Boolean> done);

    /** Whether it holds all that was ever put and synced. */
    boolean isWhole();
}
