package dev.cairn.lsm.table;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps blocks in memory, up to a number of bytes, and gives up those not used lately (the clock
 * algorithm, as a queue with a second chance).
 *
 * <p>A hit takes no lock and hashes nothing: a table has a slot for each of its blocks. Filling and
 * giving up are under one lock, beside a read from disk. Safe for all threads.
 */
public final class BlockCache {
    private final long capacity;
    private final ArrayDeque<Cached> clock = new ArrayDeque<>();
    private long used;

    /** Keeps at most {@code capacity} bytes of blocks. */
    public BlockCache(long capacity) {
        this.capacity = capacity;
    }

    private static final class Cached {
        private final Block block;
        private final Slots home;
        private final int index;
        private boolean touched;

        Cached(Block block, Slots home, int index) {
            this.block = block;
            this.home = home;
            this.index = index;
        }
    }

    /** The cached blocks of one table. */
    static final class Slots {
        private final AtomicReferenceArray<Cached> slots;

        Slots(int blocks) {
            this.slots = new AtomicReferenceArray<>(blocks);
        }

        /** The block if it is cached. */
        Optional<Block> get(int index) {
            Cached cached = slots.get(index);
            if (cached == null) {
                return Optional.empty();
            }
            if (!cached.touched) {
                cached.touched = true;
            }
            return Optional.of(cached.block);
        }
    }

    /** Keeps a block, at the cost of others. */
    void put(Slots home, int index, Block block) {
        Cached cached = new Cached(block, home, index);
        synchronized (clock) {
            if (block.size() > capacity || !home.slots.compareAndSet(index, null, cached)) {
                return;
            }
            used += block.size();
            clock.add(cached);
            while (used > capacity) {
                turn(clock.remove());
            }
        }
    }

    private void turn(Cached oldest) {
        if (oldest.touched) {
            oldest.touched = false;
            clock.add(oldest);
        } else {
            oldest.home.slots.compareAndSet(oldest.index, oldest, null);
            used -= oldest.block.size();
        }
    }

    /** Gives up all blocks of a table that is gone. */
    void drop(Slots home) {
        synchronized (clock) {
            clock.removeIf(cached -> {
                if (cached.home == home) {
                    used -= cached.block.size();
                }
                return cached.home == home;
            });
        }
    }

    /** Bytes of the blocks kept. */
    public long used() {
        synchronized (clock) {
            return used;
        }
    }
}
