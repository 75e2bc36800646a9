package dev.cairn.testkit.sim;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The bytes of one file twice over: in the cache, which everybody reads, and on the platter, which
 * a power loss leaves.
 *
 * <pre>
 * cache    ████████████████▒▒▒▒▒▒▒▒      ▒ from {@code clean} on: written and not synced
 * platter  ████████████████
 * </pre>
 *
 * Safe for all threads.
 */
final class SimulatedFile {
    private static final int SECTOR_BYTES = 512;

    private byte[] cache = new byte[0];
    private int size;
    private byte[] platter = new byte[0];
    private int platterSize;
    private int shortest;
    private int clean;

    synchronized int size() {
        return size;
    }

    /** Writes from {@code position} on, which is not beyond the end, and zeros behind it. */
    synchronized void write(int position, ByteBuffer source, int zerosBehind) {
        int length = source.remaining();
        int end = Math.max(size, position + length + zerosBehind);
        if (cache.length < end) {
            cache = Arrays.copyOf(cache, Math.max(cache.length * 2, end));
        }
        source.get(cache, position, length);
        size = end;
        clean = Math.min(clean, position);
    }

    /**
     * Cuts the file; what was on the platter comes back when power is lost before the next sync.
     */
    synchronized void cut(int length) {
        Arrays.fill(cache, length, size, (byte) 0);
        size = length;
        shortest = Math.min(shortest, length);
        clean = Math.min(clean, length);
    }

    synchronized void read(long position, ByteBuffer target, String name) throws EOFException {
        if (position < 0 || position + target.remaining() > size) {
            throw new EOFException(
                    name
                            + " has "
                            + size
                            + " bytes, asked for "
                            + target.remaining()
                            + " from "
                            + position);
        }
        target.put(cache, (int) position, target.remaining());
    }

    synchronized void sync() {
        if (platter.length < size) {
            platter = Arrays.copyOf(platter, cache.length);
        }
        System.arraycopy(cache, clean, platter, clean, size - clean);
        Arrays.fill(platter, size, Math.max(size, platterSize), (byte) 0);
        platterSize = size;
        shortest = size;
        clean = size;
    }

    /**
     * A failed sync: the kernel takes the bytes for written, and no later sync puts them on the
     * platter.
     */
    synchronized void loseUnsynced() {
        clean = size;
    }

    synchronized void flip(int position, int bit) {
        cache[position] ^= (byte) (1 << bit);
        if (position < platterSize) {
            platter[position] ^= (byte) (1 << bit);
        }
    }

    /** What the next process finds when this one dies: everything, with the same bytes unsynced. */
    synchronized SimulatedFile afterProcessDeath() {
        SimulatedFile left = new SimulatedFile();
        left.cache = Arrays.copyOf(cache, size);
        left.size = size;
        left.platter = Arrays.copyOf(platter, platterSize);
        left.platterSize = platterSize;
        left.shortest = shortest;
        left.clean = clean;
        return left;
    }

    /**
     * What is found after a power loss: the platter; or, since a kernel may write back early, some
     * of what was not synced too, cut anywhere, at times with whole sectors missing before the end.
     */
    synchronized SimulatedFile afterPowerLoss(RandomGenerator random) {
        byte[] found = Arrays.copyOf(platter, platterSize);
        if (size > clean && random.nextInt(3) > 0) {
            int end = clean + random.nextInt(size - clean + 1);
            found = Arrays.copyOf(found, Math.max(end, shortest));
            boolean holes = random.nextInt(4) == 0;
            for (int at = clean; at < end; at = (at / SECTOR_BYTES + 1) * SECTOR_BYTES) {
                if (!holes || random.nextBoolean()) {
                    int stop = Math.min(end, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
                    System.arraycopy(cache, at, found, at, stop - at);
                }
            }
        }
        SimulatedFile left = new SimulatedFile();
        left.cache = found;
        left.size = found.length;
        left.platter = found.clone();
        left.platterSize = found.length;
        left.shortest = found.length;
        left.clean = found.length;
        return left;
    }
}
