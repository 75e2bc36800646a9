package dev.cairn.bench.cluster;

/**
 * A cluster as one protocol reaches it. Blocks; safe for all threads. A failed operation throws
 * {@link dev.cairn.api.KvException}, or another exception when no node answered.
 */
public interface Target extends AutoCloseable {
    /** Reads one key; whether it was there. */
    boolean get(String key);

    /** Writes one key. */
    void put(String key, byte[] value);

    @Override
    void close();
}
