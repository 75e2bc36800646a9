package dev.cairn.bench.peers;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * RocksDB called by direct buffers, which are also the caller's buffers, with one iterator that is
 * refreshed before every scan.
 */
final class RocksBuffers implements Peer.Session {
    private final RocksDB db;
    private final WriteOptions writing;
    private final ReadOptions reading = new ReadOptions();
    private @Nullable RocksIterator iterator;
    private final ByteBuffer key = ByteBuffer.allocateDirect(1 << 12);
    private final ByteBuffer value = ByteBuffer.allocateDirect(Quiet.BUFFER_BYTES);

    RocksBuffers(RocksDB db, boolean sync) {
        this.db = db;
        this.writing = new WriteOptions().setSync(sync);
    }

    @Override
    public void put(byte[] newKey, byte[] newValue) {
        try {
            db.put(writing, key.clear().put(newKey).flip(), value.clear().put(newValue).flip());
        } catch (RocksDBException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public int get(byte[] wanted) {
        try {
            return db.get(reading, key.clear().put(wanted).flip(), value.clear());
        } catch (RocksDBException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public long valueHead() {
        return value.getLong(0);
    }

    @Override
    public long scan(byte[] from, long atMost) {
        long pairs = 0;
        try {
            RocksIterator iterator = refreshed();
            if (from.length == 0) {
                iterator.seekToFirst();
            } else {
                iterator.seek(key.clear().put(from).flip());
            }
            for (; pairs < atMost && iterator.isValid(); iterator.next()) {
                iterator.key(key.clear());
                iterator.value(value.clear());
                pairs++;
            }
            iterator.status();
        } catch (RocksDBException failed) {
            throw new IllegalStateException(failed);
        }
        return pairs;
    }

    private RocksIterator refreshed() throws RocksDBException {
        if (iterator == null) {
            iterator = db.newIterator(reading);
        } else {
            iterator.refresh();
        }
        return iterator;
    }

    @Override
    public void close() {
        if (iterator != null) {
            iterator.close();
        }
        reading.close();
        writing.close();
    }
}
