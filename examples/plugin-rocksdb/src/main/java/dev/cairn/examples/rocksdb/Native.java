package dev.cairn.examples.rocksdb;

import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB's own failures are called in the contract of a storage engine. */
final class Native {
    private Native() {}

    /** Of a read. */
    static StorageException reading(RocksDBException failed) {
        return failure(failed, Kind.IO);
    }

    /** Of a write or a sync: whatever the disk says, the store takes no more writes for now. */
    static StorageException writing(RocksDBException failed) {
        return failure(failed, Kind.READ_ONLY);
    }

    /** Of opening: a lock that another process holds is told as an I/O error. */
    static StorageException opening(RocksDBException failed) {
        String message = String.valueOf(failed.getMessage());
        boolean locked = code(failed) == Status.Code.IOError && message.contains("LOCK");
        return failure(failed, locked ? Kind.REFUSED : Kind.IO);
    }

    private static StorageException failure(RocksDBException failed, Kind otherwise) {
        Kind kind = code(failed) == Status.Code.Corruption ? Kind.CORRUPT : otherwise;
        return new StorageException(kind, "RocksDB: " + failed.getMessage(), failed);
    }

    static Status.Code code(RocksDBException failed) {
        Status status = failed.getStatus();
        return status == null ? Status.Code.Undefined : status.getCode();
    }

    /** Closes a native object, none of which throws anything checked. */
    static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
