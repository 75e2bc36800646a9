package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.WriteBatch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Mixed load for minutes, to be run by hand: does anything grow, and does any call take long that
 * the machine is not to blame for?
 *
 * <pre>
 * writer    puts, overwrites, deletes, merges, values that expire, a sync now and then
 * reader    reads, short scans both ways, multi-gets, a snapshot for a while
 * keeper    a checkpoint every so often, deleted again
 * control   touches no store: sleeps a millisecond over and over, and notes how late it woke
 * </pre>
 *
 * A call of the writer or reader counts as a pause of the store for as long as it took, less the
 * time that its thread waited for a processor, and less what the control thread was late in the
 * same second, as jHiccup tells the platform's pauses from the program's. Syncs wait for the disk
 * and are told apart.
 */
public final class SteadyState {
    private static final int KEYS = 400_000;
    private static final long PACE_NANOS = 60_000;
    private static final MemorySegment VALUE = value();

    private static final ThreadLocal<Queued> QUEUED = ThreadLocal.withInitial(Queued::new);

    private final LsmStore store;
    private final Path folder;
    private final AtomicBoolean done = new AtomicBoolean();
    private final Worst calls;
    private final Worst late;
    private final Worst syncs;

    /** The worst of each second, one writer a second at a time or several. */
    private static final class Worst {
        private final long start = System.nanoTime();
        private final long[] nanos;

        Worst(long seconds) {
            nanos = new long[(int) seconds + 60];
        }

        synchronized void took(long from, long to) {
            for (long at = second(from); at <= second(to); at++) {
                nanos[(int) at] = Math.max(nanos[(int) at], to - from);
            }
        }

        private long second(long at) {
            return Math.clamp((at - start) / 1_000_000_000L, 0, nanos.length - 1);
        }
    }

    private SteadyState(LsmStore store, Path folder, long seconds) {
        this.store = store;
        this.folder = folder;
        this.calls = new Worst(seconds);
        this.late = new Worst(seconds);
        this.syncs = new Worst(seconds);
    }

    /** Arguments: an empty folder, minutes. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        long seconds = Duration.ofMinutes(Long.parseLong(arguments[1])).toSeconds();
        LsmConfig config = LsmConfig.DEFAULT.withMemtableBytes(16L << 20).withCacheBytes(64L << 20);
        try (LsmStore store =
                LsmStore.open(folder.resolve("store"), config, Bench.MAX, EventSink.NONE)) {
            new SteadyState(store, folder, seconds).run(seconds);
        }
    }

    private void run(long seconds) throws InterruptedException, IOException {
        List<Thread> crew =
                Stream.<Runnable>of(this::writer, this::reader, this::keeper, this::control)
                        .map(Thread.ofPlatform().daemon()::start)
                        .toList();
        System.out.println("second  rss MiB  anon MiB  heap MiB  files  threads  disk MiB  runs");
        for (long second = 0; second <= seconds; second++) {
            if (second % Math.max(10, seconds / 30) == 0) {
                sample(second);
            }
            Thread.sleep(1_000);
        }
        done.set(true);
        for (Thread thread : crew) {
            thread.join();
        }
        report();
    }

    private void sample(long second) throws IOException {
        System.gc();
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            System.out.printf(
                    "%6d %8d %9d %9d %6d %8d %9d %5d%n",
                    second,
                    mebibytes(status, "VmRSS:"),
                    mebibytes(status, "RssAnon:"),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                    files.count(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    store.engine().statistics().diskBytes() >> 20,
                    store.statistics().runs());
        }
    }

    private static long mebibytes(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElse(0);
    }

    private void report() {
        List<String> worst = new ArrayList<>();
        long longest = 0;
        long longestLate = 0;
        long longestSync = 0;
        for (int second = 2; second < calls.nanos.length; second++) {
            long own = calls.nanos[second] - late.nanos[second];
            longestLate = Math.max(longestLate, late.nanos[second]);
            longestSync = Math.max(longestSync, syncs.nanos[second]);
            longest = Math.max(longest, own);
            if (own > 50_000_000) {
                worst.add(
                        "%d s: %d ms (machine %d, sync %d)"
                                .formatted(
                                        second,
                                        own / 1_000_000,
                                        late.nanos[second] / 1_000_000,
                                        syncs.nanos[second] / 1_000_000));
            }
        }
        System.out.printf(
                "longest pause of the store %.1f ms; the machine's own, at worst %.1f ms; a sync %.1f ms%n",
                longest / 1e6, longestLate / 1e6, longestSync / 1e6);
        System.out.println("seconds with a pause above 50 ms: " + worst);
        System.out.println(store.statistics());
    }

    private void timed(Runnable call) {
        long queuedBefore = QUEUED.get().nanos();
        long before = System.nanoTime();
        call.run();
        long after = System.nanoTime();
        calls.took(before + Math.min(after - before, QUEUED.get().nanos() - queuedBefore), after);
    }

    /** For how long a thread could have run and had no processor. */
    private static final class Queued {
        private final RandomAccessFile file;

        Queued() {
            try {
                file = new RandomAccessFile("/proc/thread-self/schedstat", "r");
            } catch (IOException absent) {
                throw new UncheckedIOException(absent);
            }
        }

        long nanos() {
            try {
                file.seek(0);
                return Long.parseLong(file.readLine().split(" ")[1]);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** Half of it can be packed. */
    private static MemorySegment value() {
        byte[] bytes = new byte[1_000];
        new SplittableRandom(3).nextBytes(bytes);
        Arrays.fill(bytes, 0, 500, (byte) 'x');
        return MemorySegment.ofArray(bytes);
    }

    private static Bytes key(SplittableRandom random) {
        return Bytes.utf8("key" + random.nextInt(KEYS));
    }

    private void writer() {
        SplittableRandom random = new SplittableRandom(1);
        long next = System.nanoTime();
        for (long i = 0; !done.get(); i++) {
            Bytes key = key(random);
            Bytes value = Bytes.copyOf(VALUE.asSlice(random.nextInt(1_000)));
            switch (random.nextInt(12)) {
                case 0 -> timed(() -> store.delete(key));
                case 1 -> timed(() -> store.merge(key, value));
                case 2 -> timed(() -> store.put(key, value, Duration.ofSeconds(20)));
                case 3 -> {
                    WriteBatch batch = new WriteBatch();
                    for (int j = 0; j < 20; j++) {
                        batch.put(key(random).segment(), value.segment());
                    }
                    timed(() -> store.apply(batch));
                }
                default -> timed(() -> store.put(key, value));
            }
            if (i % 5_000 == 0) {
                long before = System.nanoTime();
                store.sync();
                syncs.took(before, System.nanoTime());
                next = System.nanoTime();
            }
            next += PACE_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void reader() {
        SplittableRandom random = new SplittableRandom(2);
        MemorySegment room = MemorySegment.ofArray(new byte[1_000]);
        for (long i = 0; !done.get(); i++) {
            Bytes key = key(random);
            switch (random.nextInt(20)) {
                case 0 -> timed(() -> scan(Range.between(key, Bytes.EMPTY)));
                case 1 -> timed(() -> scan(Range.between(Bytes.EMPTY, key).reversed()));
                case 2 -> timed(() -> store.multiGet(List.of(key, key(random), key(random))));
                default -> timed(() -> store.get(key.segment(), room));
            }
            if (i % 20_000 == 0) {
                try (Snapshot snapshot = store.snapshot()) {
                    for (int j = 0; j < 1_000; j++) {
                        Bytes there = key(random);
                        timed(() -> snapshot.get(there));
                    }
                }
            }
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    private void scan(Range range) {
        try (Cursor cursor = store.cursor(range)) {
            for (int i = 0; i < 10 && cursor.next(); i++) {
                cursor.value();
            }
        }
    }

    private void keeper() {
        for (int i = 0; !done.get(); i++) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            if (i % 30 == 29) {
                Path copy = folder.resolve("copy" + i);
                store.checkpoint(copy);
                delete(copy);
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void control() {
        while (!done.get()) {
            long before = System.nanoTime();
            LockSupport.parkNanos(1_000_000);
            long after = System.nanoTime();
            late.took(before, after);
        }
    }
}
