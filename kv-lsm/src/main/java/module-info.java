/**
 * Storage engines: {@code lsm}, a log-structured merge tree on one disk, and {@code memory}, which
 * keeps nothing.
 *
 * <p>Useful alone: {@link dev.cairn.lsm.LsmStore} is the door for a program that embeds it.
 *
 * @provides dev.cairn.api.spi.StorageEngine.Provider the engines named {@code lsm} and {@code
 *     memory}
 */
module dev.cairn.lsm {
    requires transitive dev.cairn.api;

    exports dev.cairn.lsm;

    provides dev.cairn.api.spi.StorageEngine.Provider with
            dev.cairn.lsm.LsmProvider,
            dev.cairn.lsm.memory.MemoryProvider;
}
