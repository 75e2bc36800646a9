package dev.cairn.bench.peers;

/**
 * What every engine is given alike.
 *
 * @param memtableBytes of one memtable, where the engine has them
 * @param cacheBytes of the cache of uncompressed blocks or pages
 * @param sync whether a put waits for stable storage; otherwise it is in the kernel on return
 */
public record StoreSettings(long memtableBytes, long cacheBytes, boolean sync) {
    /** The same with memtables of another size. */
    public StoreSettings withMemtableBytes(long bytes) {
        return new StoreSettings(bytes, cacheBytes, sync);
    }

    /** The same with puts that wait, or do not. */
    public StoreSettings withSync(boolean waits) {
        return new StoreSettings(memtableBytes, cacheBytes, waits);
    }
}
