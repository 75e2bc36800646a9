package dev.cairn.bench.peers;

import java.nio.ByteBuffer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/** RocksDB called by byte arrays, with a new iterator for every scan. */
final class RocksArrays implements Peer.Session {
    private final RocksDB db;
    private final WriteOptions writing;
    private final ReadOptions reading = new ReadOptions();
    private final byte[] key = new byte[1 << 12];
    private final byte[] value = new byte[Quiet.BUFFER_BYTES];

    RocksArrays(RocksDB db, boolean sync) {
        this.db = db;
        this.writing = new WriteOptions().setSync(sync);
    }

    @Override
    public void put(byte[] newKey, byte[] newValue) {
        try {
            db.put(writing, newKey, newValue);
        } catch (RocksDBException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public int get(byte[] wanted) {
        try {
            return db.get(reading, wanted, value);
        } catch (RocksDBException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public long valueHead() {
        return ByteBuffer.wrap(value).getLong();
    }

    @Override
    public long scan(byte[] from, long atMost) {
        long pairs = 0;
        try (RocksIterator iterator = db.newIterator(reading)) {
            if (from.length == 0) {
                iterator.seekToFirst();
            } else {
                iterator.seek(from);
            }
            for (; pairs < atMost && iterator.isValid(); iterator.next()) {
                iterator.key(key);
                iterator.value(value);
                pairs++;
            }
            iterator.status();
        } catch (RocksDBException failed) {
            throw new IllegalStateException(failed);
        }
        return pairs;
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
