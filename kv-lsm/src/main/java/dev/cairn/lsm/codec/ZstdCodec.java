package dev.cairn.lsm.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.lsm.spi.BlockCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;

/**
 * Zstandard frames (RFC 8878), by the native library. Its contexts, which are costly to make, are
 * kept and lent. Arrays are packed and unpacked where they are, segments off the heap by way of a
 * copy.
 */
public final class ZstdCodec implements BlockCodec {
    private final Lent<ZstdCompressCtx> packers;
    private final Lent<ZstdDecompressCtx> unpackers = new Lent<>(ZstdDecompressCtx::new);

    /** Tries as hard as {@code level} says. */
    public ZstdCodec(int level) {
        this.packers = new Lent<>(() -> new ZstdCompressCtx().setLevel(level));
    }

    @Override
    public int id() {
        return 2;
    }

    @Override
    public int pack(MemorySegment source, MemorySegment target) {
        Part from = Part.toRead(source);
        Part to = Part.toWrite(target);
        ZstdCompressCtx context = packers.take();
        try {
            int size =
                    context.compressByteArray(
                            to.bytes, to.offset, to.length, from.bytes, from.offset, from.length);
            to.writeBack(target, size);
            return size;
        } catch (ZstdException failed) {
            if (failed.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return -1;
            }
            throw failed;
        } finally {
            packers.giveBack(context);
        }
    }

    @Override
    public void unpack(MemorySegment source, MemorySegment target) {
        ZstdDecompressCtx context = unpackers.take();
        int size;
        try {
            size =
                    source.isNative() && target.isNative()
                            ? unpackNative(context, source, target)
                            : unpackArrays(context, source, target);
        } catch (ZstdException malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        } finally {
            unpackers.giveBack(context);
        }
        if (size != target.byteSize()) {
            throw new IllegalArgumentException(
                    "unpacked to " + size + " bytes instead of " + target.byteSize());
        }
    }

    private static int unpackNative(
            ZstdDecompressCtx context, MemorySegment source, MemorySegment target) {
        return context.decompressDirectByteBuffer(
                target.asByteBuffer(),
                0,
                (int) target.byteSize(),
                source.asByteBuffer(),
                0,
                (int) source.byteSize());
    }

    private static int unpackArrays(
            ZstdDecompressCtx context, MemorySegment source, MemorySegment target) {
        Part from = Part.toRead(source);
        Part to = Part.toWrite(target);
        int size =
                context.decompressByteArray(
                        to.bytes, to.offset, to.length, from.bytes, from.offset, from.length);
        to.writeBack(target, size);
        return size;
    }

    /** The bytes of a segment: those of its array where it has one, else a copy. */
    private record Part(byte[] bytes, int offset, int length, boolean copied) {
        static Part toRead(MemorySegment segment) {
            int length = (int) segment.byteSize();
            return segment.heapBase().orElse(segment) instanceof byte[] array
                    ? new Part(array, (int) segment.address(), length, false)
                    : new Part(segment.toArray(ValueLayout.JAVA_BYTE), 0, length, true);
        }

        static Part toWrite(MemorySegment segment) {
            int length = (int) segment.byteSize();
            return segment.heapBase().orElse(segment) instanceof byte[] array
                    ? new Part(array, (int) segment.address(), length, false)
                    : new Part(new byte[length], 0, length, true);
        }

        void writeBack(MemorySegment target, int size) {
            if (copied) {
                MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 0, size);
            }
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
