package dev.cairn.bench.limits;

import dev.cairn.bench.workload.Mix;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What a folder's disk, and the kernel above it, can do. */
record DiskLimits(Path folder, Probe probe) {
    private static final int FILE_BYTES = 64 << 20;
    private static final int RECORD_BYTES = 128;
    private static final int BLOCK_BYTES = 8192;

    void print(PrintWriter out) throws IOException {
        Path file = Files.createTempFile(folder, "cairn-limits", ".tmp");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer part = ByteBuffer.allocateDirect(1 << 20);
            double files = probe.perSecond(() -> fill(channel, part));
            out.printf(
                    Locale.ROOT,
                    "write 1 MiB at a time, then fdatasync   %8.0f MB/s%n",
                    files * FILE_BYTES / 1e6);
            long[] at = {0};
            double syncs =
                    probe.perSecond(() -> {
                        channel.write(part.clear().limit(RECORD_BYTES), at[0]);
                        channel.force(false);
                        at[0] = (at[0] + RECORD_BYTES) % (FILE_BYTES - RECORD_BYTES);
                    });
            out.printf(Locale.ROOT, "write 128 B and fdatasync               %8.0f /s%n", syncs);
            double reads =
                    probe.perSecond(() -> {
                        long block =
                                Long.remainderUnsigned(Mix.of(at[0]++), FILE_BYTES / BLOCK_BYTES);
                        channel.read(part.clear().limit(BLOCK_BYTES), block * BLOCK_BYTES);
                    });
            out.printf(
                    Locale.ROOT, "read 8 KiB that the kernel holds        %8.2f µs%n", 1e6 / reads);
        } finally {
            Files.delete(file);
        }
    }

    private static void fill(FileChannel channel, ByteBuffer part) throws IOException {
        for (long at = 0; at < FILE_BYTES; at += part.capacity()) {
            channel.write(part.clear(), at);
        }
        channel.force(false);
    }
}
