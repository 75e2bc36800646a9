package dev.cairn.replication.repair;

import dev.cairn.api.Bytes;

/**
 * What a replica holds of one key, as a hash.
 *
 * @param key the storage key's bytes
 * @param hash of its item's state
 */
public record KeyDigest(Bytes key, long hash) {}
