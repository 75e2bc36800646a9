package dev.cairn.examples.rocksdb;

import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Recovery;
import dev.cairn.api.spi.StorageException;
import java.io.IOException;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;

/** Opens a store: RocksDB's files in a folder of their own, our marks beside it. */
final class RocksOpening {
    private static final String FOLDER = "rocksdb";

    /**
     * @param db the open store
     * @param torn whether the end of its log was cut off
     */
    private record Opened(RocksDB db, boolean torn) {}

    private RocksOpening() {}

    static StorageEngine open(RocksConfig config, StorageEngine.Env env) {
        try {
            String folder = folder(env.directory());
            RocksOptions options = new RocksOptions(config);
            try {
                return open(options, open(options, folder), env);
            } catch (RocksDBException | IOException | RuntimeException failed) {
                options.close();
                throw failed;
            }
        } catch (RocksDBException failed) {
            throw Native.opening(failed);
        } catch (IOException failed) {
            throw new StorageException(
                    StorageException.Kind.IO, String.valueOf(failed.getMessage()), failed);
        }
    }

    private static String folder(Directory directory) throws IOException {
        return directory
                .child(FOLDER)
                .path()
                .orElseThrow(() ->
                        new StorageException(
                                StorageException.Kind.REFUSED,
                                "RocksDB needs a folder of the real file system, not "
                                        + directory.describe(),
                                null))
                .toString();
    }

    /**
     * RocksDB either refuses a log with a torn end or cuts it off in silence. Asking in this order
     * tells which it was.
     */
    private static Opened open(RocksOptions options, String folder) throws RocksDBException {
        options.options().setWalRecoveryMode(WALRecoveryMode.AbsoluteConsistency);
        try {
            return new Opened(RocksDB.open(options.options(), folder), false);
        } catch (RocksDBException refused) {
            if (Native.code(refused) != Status.Code.Corruption) {
                throw refused;
            }
            options.options().setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery);
            return new Opened(RocksDB.open(options.options(), folder), true);
        }
    }

    private static RocksEngine open(RocksOptions options, Opened opened, StorageEngine.Env env)
            throws IOException {
        try {
            CleanMark mark = new CleanMark(env.directory());
            boolean clean = mark.take() && !opened.torn();
            // How much was cut off and how much replayed, RocksDB does not say: 1 stands for some.
            Recovery recovery = new Recovery(clean, opened.torn() ? 1 : 0, 0);
            return new RocksEngine(opened.db(), options, mark, recovery, env);
        } catch (IOException | RuntimeException failed) {
            opened.db().close();
            throw failed;
        }
    }
}
