package dev.cairn.lsm.filter;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.lsm.spi.FilterPolicy;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Filters of the kind {@link BloomFilter}. */
public record BloomPolicy() implements FilterPolicy {
    /** Its number in tables. */
    public static final int ID = 1;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public Builder builder(long expectedKeys) {
        BloomFilter.Builder builder = new BloomFilter.Builder();
        return new Builder() {
            @Override
            public void add(long hash) {
                builder.add(hash);
            }

            @Override
            public MemorySegment finish() {
                BloomFilter filter = builder.build();
                ByteBuffer bytes = ByteBuffer.allocate(filter.encodedBytes());
                filter.encode(bytes);
                return MemorySegment.ofBuffer(bytes.flip());
            }
        };
    }

    @Override
    public Filter decode(MemorySegment bytes) {
        if (!BloomFilter.isEncodedSize(bytes.byteSize())) {
            throw new IllegalArgumentException("no filter has " + bytes.byteSize() + " bytes");
        }
        return BloomFilter.decode(bytes.asByteBuffer());
    }

    /** The policy named {@code bloom}. */
    public static final class Provider implements FilterPolicy.Provider<NoConfig> {
        /** For {@link java.util.ServiceLoader}. */
        public Provider() {}

        @Override
        public String name() {
            return "bloom";
        }

        @Override
        public ConfigType<NoConfig> config() {
            return ConfigType.none();
        }

        @Override
        public FilterPolicy open(NoConfig config) {
            return new BloomPolicy();
        }
    }
}
