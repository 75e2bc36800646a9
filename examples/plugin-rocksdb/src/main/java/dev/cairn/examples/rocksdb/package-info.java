/**
 * The engine {@code rocksdb}: what {@link dev.cairn.api.spi.StorageEngine} promises, kept by
 * RocksDB.
 *
 * <pre>
 * RocksProvider ─▶ RocksConfig ─▶ RocksOptions ─▶ RocksDB (native)
 *       │                                            ▲
 *       └─▶ RocksEngine ─ Gate: who is inside ───────┤
 *             ├ KeyLocks: read, merge and write as one step
 *             ├ RocksCursor: an iterator ────────────┤
 *             ├ Syncer: one sync for all who ask ────┘
 *             └ CleanMark: whether the last process closed the store
 * </pre>
 *
 * RocksDB reaches its files itself, so the engine needs a directory of the real file system.
 */
@NullMarked
package dev.cairn.examples.rocksdb;

import org.jspecify.annotations.NullMarked;
