package dev.cairn.lsm.table;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What a cursor, or a read of a block, works with: a walk and buffers, which outlive it, since to
 * make them costs as much as a search does. Belongs to one of them at a time.
 */
final class Desk {
    private static final int MOST_KEPT_BYTES = 32 << 10;

    final BlockWalk walk = new BlockWalk();

    /** The block that is walked over, unpacked. */
    byte[] raw = {};

    /** What was read ahead. */
    byte[] window = {};

    private ByteBuffer packed = ByteBuffer.allocateDirect(0);

    private @Nullable Desk below;
    private int height = 1;

    /** Room for so many bytes as a file has them, off the heap, where a file is read to. */
    ByteBuffer packed(int bytes) {
        if (packed.capacity() < bytes) {
            packed = ByteBuffer.allocateDirect(Math.max(bytes, TableFormat.BLOCK_BYTES));
        }
        return packed.clear().limit(bytes);
    }

    /** The desks that nobody is at, a few for each of a few threads. Safe for all threads. */
    static final class Pool {
        private static final int PILES = 16;
        private static final int MOST_IN_A_PILE = 16;

        private final AtomicReferenceArray<@Nullable Desk> piles =
                new AtomicReferenceArray<>(PILES);

        private static int pile() {
            return (int) Thread.currentThread().threadId() & PILES - 1;
        }

        Desk take() {
            int pile = pile();
            Desk top = piles.getAndSet(pile, null);
            if (top == null) {
                return new Desk();
            }
            piles.lazySet(pile, top.below);
            top.below = null;
            return top;
        }

        /**
         * Keeps a desk, unless there are enough of them; one that was put aside meanwhile is lost.
         */
        void giveBack(Desk desk) {
            if (desk.raw.length > MOST_KEPT_BYTES) {
                desk.raw = new byte[0];
            }
            if (desk.window.length > MOST_KEPT_BYTES) {
                desk.window = new byte[0];
            }
            if (desk.packed.capacity() > MOST_KEPT_BYTES) {
                desk.packed = ByteBuffer.allocateDirect(0);
            }
            int pile = pile();
            Desk top = piles.getAndSet(pile, null);
            if (top != null && top.height < MOST_IN_A_PILE) {
                desk.below = top;
                desk.height = top.height + 1;
            } else {
                desk.height = 1;
            }
            piles.lazySet(pile, desk);
        }
    }
}
