package dev.cairn.bench.peers;

import dev.cairn.examples.rocksdb.RocksConfig;
import dev.cairn.examples.rocksdb.RocksOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * RocksDB with the options of our plugin, called directly: by arrays, or by direct buffers and with
 * one iterator that is refreshed, whatever is faster.
 */
final class RocksPeer implements Peer {
    private static final List<String> WAYS = List.of("byte[]", "direct buffers");
    private static final List<String> BUSY =
            List.of(
                    "rocksdb.mem-table-flush-pending",
                    "rocksdb.compaction-pending",
                    "rocksdb.num-running-flushes",
                    "rocksdb.num-running-compactions");

    @Override
    public String name() {
        return "rocksdb";
    }

    @Override
    public List<String> variants() {
        return WAYS;
    }

    @Override
    public String describe(StoreSettings settings) {
        RocksDB.loadLibrary();
        return "rocksdbjni "
                + RocksDB.rocksdbVersion()
                + ", "
                + config(settings)
                + ", sync="
                + settings.sync();
    }

    private static RocksConfig config(StoreSettings settings) {
        return RocksConfig.DEFAULT
                .withMemtableBytes(settings.memtableBytes())
                .withCacheBytes(settings.cacheBytes());
    }

    @Override
    public Store open(Path folder, StoreSettings settings) {
        var options = new RocksOptions(config(settings));
        try {
            Files.createDirectories(folder);
            RocksDB db = RocksDB.open(options.options(), folder.toString());
            return new Open(db, options, settings.sync());
        } catch (RocksDBException | IOException failed) {
            options.close();
            throw new IllegalStateException(failed);
        }
    }

    private record Open(RocksDB db, RocksOptions options, boolean sync) implements Store {
        @Override
        public Session session(int variant) {
            return variant == 0 ? new RocksArrays(db, sync) : new RocksBuffers(db, sync);
        }

        @Override
        public void settle() {
            Quiet.await(() -> BUSY.stream().allMatch(property -> value(property) == 0));
        }

        private long value(String property) {
            try {
                return db.getLongProperty(property);
            } catch (RocksDBException failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public void flush() {
            try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
                db.flush(waiting);
            } catch (RocksDBException failed) {
                throw new IllegalStateException(failed);
            }
            settle();
        }

        @Override
        public void compact() {
            settle();
            try {
                db.compactRange();
            } catch (RocksDBException failed) {
                throw new IllegalStateException(failed);
            }
            settle();
        }

        @Override
        public void close() {
            db.close();
            options.close();
        }
    }
}
