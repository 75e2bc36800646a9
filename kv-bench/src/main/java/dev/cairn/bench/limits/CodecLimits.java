package dev.cairn.bench.limits;

import dev.cairn.bench.Plugins;
import dev.cairn.bench.workload.Values;
import dev.cairn.lsm.spi.BlockCodec;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** What it takes to pack and unpack a block of the benchmarks' values. */
record CodecLimits(Probe probe) {
    private static final int BLOCK_BYTES = 8192;

    void print(PrintWriter out) {
        byte[] block = new byte[BLOCK_BYTES];
        new Values(BLOCK_BYTES).write(1, 0, block);
        for (String name : new String[] {"lz4", "zstd"}) {
            print(out, name, open(Plugins.find(BlockCodec.Provider.class, name)), block);
        }
    }

    private static <C extends Record> BlockCodec open(BlockCodec.Provider<C> provider) {
        return provider.open(provider.config().defaults());
    }

    private void print(PrintWriter out, String name, BlockCodec codec, byte[] block) {
        MemorySegment raw = MemorySegment.ofArray(block);
        MemorySegment room = MemorySegment.ofArray(new byte[BLOCK_BYTES]);
        int packed = codec.pack(raw, room);
        MemorySegment there = room.asSlice(0, packed);
        MemorySegment back = MemorySegment.ofArray(new byte[BLOCK_BYTES]);
        double unpacks = probe.perSecond(() -> codec.unpack(there, back));
        double packs = probe.perSecond(() -> codec.pack(raw, room));
        out.printf(
                Locale.ROOT,
                "%-5s 8 KiB to %4d B                     %8.2f µs, back in %.2f µs%n",
                name,
                packed,
                1e6 / packs,
                1e6 / unpacks);
    }
}
