package dev.cairn.lsm;

import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * The configuration of an {@code lsm} store. Nothing in it is part of the format: a store may be
 * opened with another, as long as the codecs and filters of its tables are there.
 *
 * @param sync when a position is acknowledged
 * @param syncInterval how long records wait for stable storage with {@link SyncMode#INTERVAL}
 * @param memtableBytes how much is gathered in memory before it becomes a table
 * @param memtables how many memtables may exist at once, the one being written included
 * @param cacheBytes how much of the tables is kept in memory
 * @param compaction name of the {@link dev.cairn.lsm.spi.CompactionStrategy}
 * @param compactionBytesPerSecond how fast compaction may write; 0: as fast as it goes
 * @param codec name of the {@link dev.cairn.lsm.spi.BlockCodec} above the bottom level, or none
 * @param bottomCodec name of the codec of the bottom level, or none
 * @param filter name of the {@link dev.cairn.lsm.spi.FilterPolicy}
 * @param reads how blocks that are not in the cache are read
 */
public record LsmConfig(
        @Setting(
                        "when a write is acknowledged: group (on stable storage), interval or none (in the kernel)")
                SyncMode sync,
        @Setting("with sync: interval, how long a write may wait for stable storage")
                Duration syncInterval,
        @Setting(
                        "bytes gathered in memory, off the heap, before they become a table; more makes fewer, larger tables")
                long memtableBytes,
        @Setting(
                        "memtables at once; writers are slowed down, then stopped, when all are full and none is a table yet")
                int memtables,
        @Setting("bytes of table blocks kept in memory, unpacked, off the heap; from 256 KiB on")
                long cacheBytes,
        @Setting(
                        "which tables are merged: leveled (few reads, little space) or size-tiered (fewer rewrites)")
                String compaction,
        @Setting("bytes a second that compaction may write; 0: no limit")
                long compactionBytesPerSecond,
        @Setting("packs blocks above the bottom level: lz4, zstd or none") String codec,
        @Setting("packs blocks of the bottom level, where most data lies: zstd, lz4 or none")
                String bottomCodec,
        @Setting("makes the filters that spare reads of absent keys: bloom") String filter,
        @Setting(
                        "how blocks that are not in the cache are read: pread, or mapped (cheaper from the kernel's memory; a slow disk then delays all threads)")
                ReadMode reads) {
    /** The least that a memtable may take: two of the pieces in which it grows. */
    public static final long LEAST_MEMTABLE_BYTES = 512 << 10;

    /** A store that acknowledges what is on stable storage, in about 150 MiB of memory. */
    public static final LsmConfig DEFAULT =
            new LsmConfig(
                    SyncMode.GROUP,
                    Duration.ofMillis(200),
                    32L << 20,
                    3,
                    32L << 20,
                    "leveled",
                    0,
                    "lz4",
                    "zstd",
                    "bloom",
                    ReadMode.PREAD);

    /** Checks the ranges. */
    public LsmConfig {
        require(
                !syncInterval.isNegative() && !syncInterval.isZero(),
                "sync-interval must be above zero",
                syncInterval);
        require(
                memtableBytes >= LEAST_MEMTABLE_BYTES && memtableBytes <= 1L << 30,
                "memtable-bytes must be 512 KiB to 1 GiB",
                memtableBytes);
        require(memtables >= 2 && memtables <= 16, "memtables must be 2 to 16", memtables);
        require(cacheBytes >= 0, "cache-bytes must not be negative", cacheBytes);
        require(
                compactionBytesPerSecond >= 0,
                "compaction-bytes-per-second must not be negative",
                compactionBytesPerSecond);
    }

    private static void require(boolean holds, String rule, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", not " + found);
        }
    }

    /** The same with another sync mode. */
    public LsmConfig withSync(SyncMode mode) {
        return new LsmConfig(
                mode,
                syncInterval,
                memtableBytes,
                memtables,
                cacheBytes,
                compaction,
                compactionBytesPerSecond,
                codec,
                bottomCodec,
                filter,
                reads);
    }

    /** The same with memtables of another size. */
    public LsmConfig withMemtableBytes(long bytes) {
        return new LsmConfig(
                sync,
                syncInterval,
                bytes,
                memtables,
                cacheBytes,
                compaction,
                compactionBytesPerSecond,
                codec,
                bottomCodec,
                filter,
                reads);
    }

    /** The same with a block cache of another size. */
    public LsmConfig withCacheBytes(long bytes) {
        return new LsmConfig(
                sync,
                syncInterval,
                memtableBytes,
                memtables,
                bytes,
                compaction,
                compactionBytesPerSecond,
                codec,
                bottomCodec,
                filter,
                reads);
    }

    /** The same with another compaction, written at most so fast. */
    public LsmConfig withCompaction(String strategy, long bytesPerSecond) {
        return new LsmConfig(
                sync,
                syncInterval,
                memtableBytes,
                memtables,
                cacheBytes,
                strategy,
                bytesPerSecond,
                codec,
                bottomCodec,
                filter,
                reads);
    }

    /** The same with other codecs, above the bottom level and in it. */
    public LsmConfig withCodecs(String upper, String bottom) {
        return new LsmConfig(
                sync,
                syncInterval,
                memtableBytes,
                memtables,
                cacheBytes,
                compaction,
                compactionBytesPerSecond,
                upper,
                bottom,
                filter,
                reads);
    }

    /** The same with another way of reading tables. */
    public LsmConfig withReads(ReadMode mode) {
        return new LsmConfig(
                sync,
                syncInterval,
                memtableBytes,
                memtables,
                cacheBytes,
                compaction,
                compactionBytesPerSecond,
                codec,
                bottomCodec,
                filter,
                mode);
    }
}
