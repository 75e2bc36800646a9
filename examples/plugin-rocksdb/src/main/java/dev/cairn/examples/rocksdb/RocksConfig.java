package dev.cairn.examples.rocksdb;

import dev.cairn.api.spi.Setting;

/**
 * The configuration of a {@code rocksdb} store. The defaults are those that served RocksDB best in
 * our benchmarks of small pairs on two cores.
 *
 * @param memtableBytes how much is gathered in memory before it becomes a table
 * @param memtables how many memtables may exist at once, the one being written included
 * @param cacheBytes capacity of the block cache
 * @param blockBytes how large a block is before it is packed
 * @param bloomBitsPerKey size of the filter of a table; 0: none
 * @param hashIndex whether blocks carry a hash index beside the binary search
 * @param codec packs blocks above the bottom level
 * @param bottomCodec packs blocks of the bottom level
 * @param backgroundJobs how many flushes and compactions may run at once
 */
public record RocksConfig(
        @Setting("bytes gathered in memory before they become a table") long memtableBytes,
        @Setting("memtables at once; writers are stopped when all are full") int memtables,
        @Setting("bytes of table blocks kept in memory, unpacked (HyperClock cache)")
                long cacheBytes,
        @Setting("bytes of a block; less makes reads cheaper and the index larger") int blockBytes,
        @Setting("bits of a table's full bloom filter for each key; 0: no filter")
                double bloomBitsPerKey,
        @Setting("a hash index in every block: cheaper reads, blocks a little larger")
                boolean hashIndex,
        @Setting("packs blocks above the bottom level: none, lz4 or zstd") Codec codec,
        @Setting("packs blocks of the bottom level, where most data lies: none, lz4 or zstd")
                Codec bottomCodec,
        @Setting("flushes and compactions at once, on threads of RocksDB") int backgroundJobs) {
    /** What a block is packed with. */
    public enum Codec {
        /** Not at all. */
        NONE,
        /** LZ4: fast. */
        LZ4,
        /** Zstandard: small. */
        ZSTD
    }

    /** Takes up to 1.5 GiB of memory. */
    public static final RocksConfig DEFAULT =
            new RocksConfig(128L << 20, 4, 1L << 30, 8 << 10, 10, true, Codec.LZ4, Codec.ZSTD, 2);

    /** Checks the ranges. */
    public RocksConfig {
        require(memtableBytes >= 64 << 10, "memtable-bytes must be 64 KiB or more", memtableBytes);
        require(memtables >= 2 && memtables <= 64, "memtables must be 2 to 64", memtables);
        require(cacheBytes >= 1 << 20, "cache-bytes must be 1 MiB or more", cacheBytes);
        require(
                blockBytes >= 512 && blockBytes <= 1 << 20,
                "block-bytes must be 512 to 1 MiB",
                blockBytes);
        require(
                bloomBitsPerKey >= 0 && bloomBitsPerKey <= 50,
                "bloom-bits-per-key must be 0 to 50",
                bloomBitsPerKey);
        require(
                backgroundJobs >= 1 && backgroundJobs <= 64,
                "background-jobs must be 1 to 64",
                backgroundJobs);
    }

    private static void require(boolean holds, String rule, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", not " + found);
        }
    }

    /** The same with memtables of another size. */
    public RocksConfig withMemtableBytes(long bytes) {
        return new RocksConfig(
                bytes,
                memtables,
                cacheBytes,
                blockBytes,
                bloomBitsPerKey,
                hashIndex,
                codec,
                bottomCodec,
                backgroundJobs);
    }

    /** The same with a block cache of another size. */
    public RocksConfig withCacheBytes(long bytes) {
        return new RocksConfig(
                memtableBytes,
                memtables,
                bytes,
                blockBytes,
                bloomBitsPerKey,
                hashIndex,
                codec,
                bottomCodec,
                backgroundJobs);
    }
}
