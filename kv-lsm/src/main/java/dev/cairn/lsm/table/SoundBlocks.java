package dev.cairn.lsm.table;

import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** Walks over a table's blocks but for some that are lost. Belongs to one thread at a time. */
final class SoundBlocks implements EntryCursor {
    private final Table table;
    private final Set<Integer> lost;
    private final BlockWalk walk = new BlockWalk();
    private int block = -1;

    SoundBlocks(Table table, Set<Integer> lost) {
        this.table = table;
        this.lost = lost;
    }

    @Override
    public boolean next() {
        while (!nextInBlock()) {
            do {
                block++;
            } while (lost.contains(block));
            if (block >= table.index().blocks()) {
                return false;
            }
            table.walkOnto(block, walk);
        }
        return true;
    }

    private boolean nextInBlock() {
        try {
            return walk.next();
        } catch (IndexOutOfBoundsException malformed) {
            throw table.malformed(block, malformed);
        }
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
