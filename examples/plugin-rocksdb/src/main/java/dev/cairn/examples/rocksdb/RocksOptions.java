package dev.cairn.examples.rocksdb;

import dev.cairn.examples.rocksdb.RocksConfig.Codec;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.HyperClockCache;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WALRecoveryMode;

/**
 * A {@link RocksConfig} in RocksDB's own terms, with the native objects that it consists of. To be
 * closed after the store that was opened with it.
 */
public final class RocksOptions implements AutoCloseable {
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final Options options;

    /** The native options; loads RocksDB's library if it is not loaded yet. */
    public RocksOptions(RocksConfig config) {
        RocksDB.loadLibrary();
        options = own(new Options());
        options.setCreateIfMissing(true)
                .setWriteBufferSize(config.memtableBytes())
                .setMaxWriteBufferNumber(config.memtables())
                .setMaxBackgroundJobs(config.backgroundJobs())
                .setCompressionType(type(config.codec()))
                .setBottommostCompressionType(type(config.bottomCodec()))
                .setTableFormatConfig(tables(config))
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setMaxOpenFiles(-1)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery);
    }

    private BlockBasedTableConfig tables(RocksConfig config) {
        BlockBasedTableConfig tables = new BlockBasedTableConfig();
        tables.setBlockSize(config.blockBytes())
                .setBlockCache(own(new HyperClockCache(config.cacheBytes(), 0, -1, false)))
                .setDataBlockIndexType(
                        config.hashIndex()
                                ? DataBlockIndexType.kDataBlockBinaryAndHash
                                : DataBlockIndexType.kDataBlockBinarySearch);
        if (config.bloomBitsPerKey() > 0) {
            tables.setFilterPolicy(own(new BloomFilter(config.bloomBitsPerKey())));
        }
        return tables;
    }

    private static CompressionType type(Codec codec) {
        return switch (codec) {
            case NONE -> CompressionType.NO_COMPRESSION;
            case LZ4 -> CompressionType.LZ4_COMPRESSION;
            case ZSTD -> CompressionType.ZSTD_COMPRESSION;
        };
    }

    private <T extends AutoCloseable> T own(T part) {
        owned.add(part);
        return part;
    }

    /** The options to open a store with; theirs until {@link #close}. */
    public Options options() {
        return options;
    }

    @Override
    public void close() {
        for (AutoCloseable part : owned.reversed()) {
            Native.close(part);
        }
    }
}
