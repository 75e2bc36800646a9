package dev.cairn.examples.rocksdb;

import dev.cairn.api.spi.WriteBatch;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Locks by key, so that a merge can read, fold and write as one step. RocksDB has merge operators
 * of its own, but only in C++.
 */
final class KeyLocks {
    private static final int STRIPES = 256;

    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(STRIPES).toList();

    /** Those of all keys of a batch, in the one order in which everybody takes them. */
    List<Lock> of(WriteBatch batch) {
        return batch.writes().stream()
                .flatMapToInt(write -> IntStream.of(stripe(write)))
                .sorted()
                .distinct()
                .mapToObj(locks::get)
                .toList();
    }

    private static int stripe(WriteBatch.Write write) {
        long hash = 1;
        for (long at = 0; at < write.key().byteSize(); at++) {
            hash = 31 * hash + write.key().get(ValueLayout.JAVA_BYTE, at);
        }
        return (int) ((hash * 0x9e3779b97f4a7c15L) >>> 56);
    }
}
