package dev.cairn.lsm.codec;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.lsm.spi.BlockCodec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4JNIFastResetCompressor;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4's block format, by the native library where there is one for the platform, else in Java. In a
 * hurry it looks at every fourth place only, where it has found nothing for a while: half the time,
 * and some hundredths to a tenth more bytes.
 */
public final class Lz4Codec implements BlockCodec {
    private static final int HASTE = 4;
    private static final Lent<LZ4JNIFastResetCompressor> IN_HASTE =
            new Lent<>(() -> LZ4Factory.nativeInstance().fastResetCompressor(HASTE));

    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;
    private final boolean knowsHaste;

    private Lz4Codec(LZ4Factory factory) {
        this.compressor = factory.fastCompressor();
        this.decompressor = factory.safeDecompressor();
        this.knowsHaste = factory == LZ4Factory.nativeInstance();
    }

    @Override
    public int id() {
        return 1;
    }

    @Override
    public int pack(MemorySegment source, MemorySegment target) {
        return pack(compressor, source, target);
    }

    private static int pack(LZ4Compressor compressor, MemorySegment source, MemorySegment target) {
        ByteBuffer to = target.asByteBuffer();
        try {
            return compressor.compress(
                    source.asByteBuffer(), 0, (int) source.byteSize(), to, 0, to.capacity());
        } catch (LZ4Exception tooLarge) {
            return -1;
        }
    }

    @Override
    public void unpack(MemorySegment source, MemorySegment target) {
        ByteBuffer to = target.asByteBuffer();
        try {
            int size =
                    decompressor.decompress(
                            source.asByteBuffer(),
                            0,
                            (int) source.byteSize(),
                            to,
                            0,
                            to.capacity());
            if (size != to.capacity()) {
                throw new IllegalArgumentException(
                        "unpacked to " + size + " bytes instead of " + to.capacity());
            }
        } catch (LZ4Exception malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
    }

    @Override
    public BlockCodec hasty() {
        return knowsHaste ? new Hasty(this) : this;
    }

    /** As {@code patient}, in a hurry. */
    private record Hasty(Lz4Codec patient) implements BlockCodec {
        @Override
        public int id() {
            return patient.id();
        }

        @Override
        public int pack(MemorySegment source, MemorySegment target) {
            LZ4JNIFastResetCompressor compressor = IN_HASTE.take();
            try {
                return Lz4Codec.pack(compressor, source, target);
            } finally {
                IN_HASTE.giveBack(compressor);
            }
        }

        @Override
        public void unpack(MemorySegment source, MemorySegment target) {
            patient.unpack(source, target);
        }
    }

    /** The codec named {@code lz4}. */
    public static final class Provider implements BlockCodec.Provider<NoConfig> {
        /** For {@link java.util.ServiceLoader}. */
        public Provider() {}

        @Override
        public String name() {
            return "lz4";
        }

        @Override
        public ConfigType<NoConfig> config() {
            return ConfigType.none();
        }

        @Override
        public BlockCodec open(NoConfig config) {
            return new Lz4Codec(LZ4Factory.fastestInstance());
        }
    }
}
