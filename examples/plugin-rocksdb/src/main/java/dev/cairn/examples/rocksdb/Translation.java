package dev.cairn.examples.rocksdb;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine.MergeOperator;
import dev.cairn.api.spi.WriteBatch.Kind;
import dev.cairn.api.spi.WriteBatch.Write;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Writes a batch of ours into one of RocksDB's. RocksDB's own merge operators are C++ only, so a
 * merge becomes a put of what it gives; the caller holds the locks of the batch's keys.
 */
final class Translation {
    private final RocksDB db;
    private final MergeOperator merge;

    Translation(RocksDB db, MergeOperator merge) {
        this.db = db;
        this.merge = merge;
    }

    void write(List<Write> writes, WriteBatch target) throws RocksDBException {
        boolean merges = writes.stream().anyMatch(write -> write.kind() == Kind.MERGE);
        Map<Bytes, Optional<MemorySegment>> earlier = new HashMap<>();
        for (Write write : writes) {
            byte[] key = bytes(write.key());
            Optional<MemorySegment> value =
                    switch (write.kind()) {
                        case PUT -> Optional.of(write.value());
                        case DELETE -> Optional.empty();
                        case MERGE -> Optional.of(merged(write, key, earlier));
                        case PUT_UNTIL ->
                                throw new UnsupportedOperationException("values do not expire");
                    };
            if (value.isPresent()) {
                target.put(key, bytes(value.get()));
            } else {
                target.delete(key);
            }
            if (merges) {
                earlier.put(Bytes.wrap(key), value);
            }
        }
    }

    /** What a merge gives on top of the batch's earlier writes, or else of what is stored. */
    private MemorySegment merged(
            Write write, byte[] key, Map<Bytes, Optional<MemorySegment>> earlier)
            throws RocksDBException {
        Optional<MemorySegment> existing = earlier.get(Bytes.wrap(key));
        if (existing == null) {
            existing = Optional.ofNullable(db.get(key)).map(MemorySegment::ofArray);
        }
        return merge.merge(write.key(), existing.orElse(MemorySegment.NULL), write.value());
    }

    static byte[] bytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }
}
