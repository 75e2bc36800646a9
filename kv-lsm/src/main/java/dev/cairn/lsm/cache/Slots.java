package dev.cairn.lsm.cache;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The cached blocks of one table, by number: a hit takes no lock and hashes nothing. Safe for all
 * threads.
 *
 * @param <B> what a block is to its user
 */
public final class Slots<B> {
    private final AtomicReferenceArray<Cached<B>> slots;
    private final long seed;
    private volatile boolean gone;

    /** For so many blocks of the table whose number is {@code table}. */
    public Slots(long table, int blocks) {
        this.slots = new AtomicReferenceArray<>(blocks);
        this.seed = table * 0x9E3779B97F4A7C15L;
    }

    /** A block in the cache. */
    static final class Cached<B> {
        private static final int MOST_TOUCHES = 3;

        private final B block;
        private final Slots<B> home;
        private final int index;
        private final int offset;
        private final int length;
        private int touches;

        Cached(B block, Slots<B> home, int index, int offset, int length) {
            this.block = block;
            this.home = home;
            this.index = index;
            this.offset = offset;
            this.length = length;
        }

        B block() {
            return block;
        }

        int offset() {
            return offset;
        }

        int length() {
            return length;
        }

        int index() {
            return index;
        }

        Slots<B> home() {
            return home;
        }

        /** How often it was asked for, up to three; a guess, since nobody waits for another. */
        int touches() {
            return touches;
        }

        void touch() {
            int seen = touches;
            if (seen < MOST_TOUCHES) {
                touches = seen + 1;
            }
        }

        void touches(int count) {
            touches = count;
        }

        /** Takes it out of reach; false when it was gone already. */
        boolean remove() {
            return home.slots.compareAndSet(index, this, null);
        }

        /** Puts it in the place of what it is a copy of; false when that was gone already. */
        boolean replace(Cached<B> former) {
            return home.slots.compareAndSet(index, former, this);
        }

        /** Puts it where nothing is; false when something was. */
        boolean publish() {
            return !home.gone && home.slots.compareAndSet(index, null, this);
        }
    }

    /** The block if it is cached; valid until the caller leaves its epoch. */
    public Optional<B> get(int index) {
        Cached<B> cached = slots.get(index);
        if (cached == null) {
            return Optional.empty();
        }
        cached.touch();
        return Optional.of(cached.block);
    }

    boolean holds(int index) {
        return slots.get(index) != null;
    }

    /** Says that the table is gone: nothing is kept for it any more. */
    public void close() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /** What tells a block from others in the ghost. */
    int fingerprint(int index) {
        long mixed = (seed + index) * 0xD6E8FEB86659FD93L;
        return (int) (mixed >>> 32) | 1;
    }
}
