package dev.cairn.bench.workload;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system says about this process; Linux only, elsewhere 0. */
final class ThisProcess {
    private static final Path IO = Path.of("/proc/self/io");
    private static final Path MEMORY = Path.of("/proc/self/smaps_rollup");

    private ThisProcess() {}

    /** Processor time of all its threads. */
    static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Processor time of the calling thread. */
    static long threadCpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Bytes that it gave to the disk, counted when a page of a file first becomes dirty. */
    static long writtenBytes() {
        return field(IO, "write_bytes:");
    }

    /** Memory that no file stands behind: heap, native memory, stacks. */
    static long anonymousBytes() {
        return 1024 * field(MEMORY, "Pss_Anon:");
    }

    /** Memory that a file stands behind, its share of it. */
    static long fileBytes() {
        return 1024 * field(MEMORY, "Pss_File:");
    }

    private static long field(Path file, String name) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).replace("kB", "").strip())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException elsewhere) {
            return 0;
        }
    }
}
