package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;

/**
 * Walks backward over a block: a stretch between restarts is walked forward as often as it has
 * entries, since only that puts keys together. Belongs to one thread at a time.
 */
final class BlockDescent implements EntryCursor {
    private final BlockScan.Loaded block;
    private final BlockWalk walk;
    private int restart;
    private int left;

    /** The entries below the key {@code to}, or all when it is empty, by means of a walk. */
    BlockDescent(BlockScan.Loaded block, BlockWalk walk, MemorySegment to) {
        this.block = block;
        this.walk = walk;
        this.restart =
                to.byteSize() == 0 ? block.block().restarts() - 1 : block.block().seekRestart(to);
        this.left = countBelow(to);
    }

    /** How many entries of the stretch come before {@code to}; all when it is empty. */
    private int countBelow(MemorySegment to) {
        int last = block.block().restarts() - 1;
        int stop = restart < last ? block.restart(restart + 1) : block.end();
        int count = 0;
        block.walkFrom(restart, walk);
        while (walk.following() < stop
                && walk.next()
                && (to.byteSize() == 0 || KeyOrder.compare(walk.key(), to) < 0)) {
            count++;
        }
        return count;
    }

    @Override
    public boolean next() {
        while (left == 0) {
            if (restart == 0) {
                return false;
            }
            restart--;
            left = countBelow(MemorySegment.NULL);
        }
        block.walkFrom(restart, walk);
        for (int i = 0; i < left; i++) {
            walk.next();
        }
        left--;
        return true;
    }

    @Override
    public MemorySegment key() {
        return walk.key();
    }

    @Override
    public EntryKind kind() {
        return walk.kind();
    }

    @Override
    public MemorySegment value() {
        return walk.value();
    }
}
