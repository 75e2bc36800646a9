/**
 * Storage engines beside each other, each behind one adapter that calls the engine's own API.
 *
 * <pre>
 * Peers ─ by name ─▶ Peer ─ open(folder, StoreSettings) ─▶ Store ─ one for each thread ─▶ Session
 *                    lsm · rocksdb · lmdb · mvstore · xodus
 * </pre>
 *
 * Every engine gets the same settings as far as it has them, the same durability, and has to copy
 * what it reads into a buffer of the caller.
 */
@NullMarked
package dev.cairn.bench.peers;

import org.jspecify.annotations.NullMarked;
