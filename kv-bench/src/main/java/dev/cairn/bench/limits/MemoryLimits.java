package dev.cairn.bench.limits;

import dev.cairn.bench.workload.Mix;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.zip.CRC32C;

/** What memory and processor can do, from one thread. */
record MemoryLimits(Probe probe) {
    private static final int COPY_BYTES = 32 << 20;
    private static final int BLOCK_BYTES = 8192;
    private static final int WORDS = 1 << 24;
    private static final int LOADS = 100_000;

    void print(PrintWriter out) {
        byte[] from = new byte[COPY_BYTES];
        byte[] to = new byte[COPY_BYTES];
        double copies = probe.perSecond(() -> System.arraycopy(from, 0, to, 0, COPY_BYTES));
        out.printf(
                Locale.ROOT,
                "copy 32 MiB                             %8.1f GB/s%n",
                copies * COPY_BYTES / 1e9);
        CRC32C crc = new CRC32C();
        double sums = probe.perSecond(() -> crc.update(from, 0, BLOCK_BYTES));
        out.printf(
                Locale.ROOT,
                "crc32c of 8 KiB in the cache            %8.1f GB/s%n",
                sums * BLOCK_BYTES / 1e9);
        out.printf(
                Locale.ROOT, "wait for one word of 128 MiB at random  %8.0f ns%n", nanosPerLoad());
    }

    /** Each load's place is known only when the one before has come. */
    private double nanosPerLoad() {
        long[] words = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = Mix.of(i);
        }
        long[] at = {1};
        double rounds =
                probe.perSecond(() -> {
                    long place = at[0];
                    for (int i = 0; i < LOADS; i++) {
                        place = words[(int) (place & WORDS - 1)] + place;
                    }
                    at[0] = place;
                });
        return 1e9 / rounds / LOADS;
    }
}
