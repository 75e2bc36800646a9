/**
 * Storage engines: {@code lsm}, a log-structured merge tree on one disk, and {@code memory}, which
 * keeps nothing.
 *
 * <p>Useful alone: {@link dev.cairn.lsm.LsmStore} is the door for a program that embeds it; {@link
 * dev.cairn.lsm.spi} is where compaction strategies, block codecs and filters plug in. The
 * contracts of those are JUnit classes, for which JUnit must be there; nothing else needs it.
 *
 * @provides dev.cairn.api.spi.StorageEngine.Provider the engines named {@code lsm} and {@code
 *     memory}
 * @provides dev.cairn.lsm.spi.CompactionStrategy.Provider {@code leveled} and {@code size-tiered}
 * @provides dev.cairn.lsm.spi.BlockCodec.Provider {@code lz4} and {@code zstd}
 * @provides dev.cairn.lsm.spi.FilterPolicy.Provider {@code bloom}
 * @uses dev.cairn.lsm.spi.CompactionStrategy.Provider the one that the configuration names
 * @uses dev.cairn.lsm.spi.BlockCodec.Provider those that the configuration and the tables name
 * @uses dev.cairn.lsm.spi.FilterPolicy.Provider those that the configuration and the tables name
 */
module dev.cairn.lsm {
    requires transitive dev.cairn.api;
    requires com.github.luben.zstd_jni;
    requires org.lz4.java;
    requires static org.junit.jupiter.api;

    exports dev.cairn.lsm;
    exports dev.cairn.lsm.spi;
    exports dev.cairn.lsm.spi.contract;

    opens dev.cairn.lsm.spi.contract to
            org.junit.platform.commons;

    uses dev.cairn.lsm.spi.BlockCodec.Provider;
    uses dev.cairn.lsm.spi.CompactionStrategy.Provider;
    uses dev.cairn.lsm.spi.FilterPolicy.Provider;

    provides dev.cairn.api.spi.StorageEngine.Provider with
            dev.cairn.lsm.LsmProvider,
            dev.cairn.lsm.memory.MemoryProvider;
    provides dev.cairn.lsm.spi.BlockCodec.Provider with
            dev.cairn.lsm.codec.Lz4Codec.Provider,
            dev.cairn.lsm.codec.ZstdCodec.Provider;
    provides dev.cairn.lsm.spi.CompactionStrategy.Provider with
            dev.cairn.lsm.compaction.Leveled.Provider,
            dev.cairn.lsm.compaction.SizeTiered.Provider;
    provides dev.cairn.lsm.spi.FilterPolicy.Provider with
            dev.cairn.lsm.filter.BloomPolicy.Provider;
}
