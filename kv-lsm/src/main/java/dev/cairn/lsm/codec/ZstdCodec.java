package dev.cairn.lsm.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.lsm.spi.BlockCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;

/**
 * Zstandard frames (RFC 8878), by the native library. Segments off the heap are packed and unpacked
 * where they are, others by way of a copy.
 *
 * @param level how hard to try
 */
public record ZstdCodec(int level) implements BlockCodec {
    @Override
    public int id() {
        return 2;
    }

    @Override
    public int pack(MemorySegment source, MemorySegment target) {
        int from = (int) source.byteSize();
        int to = (int) target.byteSize();
        try {
            if (source.isNative() && target.isNative()) {
                return (int)
                        Zstd.compressDirectByteBuffer(
                                target.asByteBuffer(),
                                0,
                                to,
                                source.asByteBuffer(),
                                0,
                                from,
                                level);
            }
            byte[] raw = source.toArray(ValueLayout.JAVA_BYTE);
            byte[] packed = new byte[to];
            int size = (int) Zstd.compressByteArray(packed, 0, to, raw, 0, from, level);
            MemorySegment.copy(packed, 0, target, ValueLayout.JAVA_BYTE, 0, size);
            return size;
        } catch (ZstdException failed) {
            if (failed.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return -1;
            }
            throw failed;
        }
    }

    @Override
    public void unpack(MemorySegment source, MemorySegment target) {
        int from = (int) source.byteSize();
        int to = (int) target.byteSize();
        long size;
        try {
            if (source.isNative() && target.isNative()) {
                size =
                        Zstd.decompressDirectByteBuffer(
                                target.asByteBuffer(), 0, to, source.asByteBuffer(), 0, from);
            } else {
                byte[] packed = source.toArray(ValueLayout.JAVA_BYTE);
                byte[] raw = new byte[to];
                size = Zstd.decompressByteArray(raw, 0, to, packed, 0, from);
                MemorySegment.copy(raw, 0, target, ValueLayout.JAVA_BYTE, 0, (int) size);
            }
        } catch (ZstdException malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
        if (size != to) {
            throw new IllegalArgumentException("unpacked to " + size + " bytes instead of " + to);
        }
    }

    /** The codec named {@code zstd}. */
    public static final class Provider implements BlockCodec.Provider<ZstdConfig> {
        /** For {@link java.util.ServiceLoader}. */
        public Provider() {}

        @Override
        public String name() {
            return "zstd";
        }

        @Override
        public ConfigType<ZstdConfig> config() {
            return new ConfigType<>(ZstdConfig.class, ZstdConfig.DEFAULT, MethodHandles.lookup());
        }

        @Override
        public BlockCodec open(ZstdConfig config) {
            return new ZstdCodec(config.level());
        }
    }
}
