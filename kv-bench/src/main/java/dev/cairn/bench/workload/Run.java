package dev.cairn.bench.workload;

import dev.cairn.bench.peers.Peer.Session;
import dev.cairn.bench.peers.Peer.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/** One workload under way: its threads, their operations, their meters. Used once. */
final class Run {
    private static final long FOREVER = Long.MAX_VALUE / 2;
    private static final double WRITER_PER_SECOND = 20_000;

    /** Whoever fails to get ready has told why; the others go on without. */
    private static final long PATIENCE_SECONDS = 60;

    private final Order order;
    private final Store store;
    private final Values values;
    private final List<Meter> meters = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    Run(Order order, Store store) {
        this.order = order;
        this.store = store;
        this.values = new Values(order.data().valueBytes());
    }

    /** Runs it to its end; throws what any of its threads threw. */
    void run() {
        int threads = order.workload().threads();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> helpers = new ArrayList<>();
        if (order.workload().does() == Workload.Does.READ_BESIDE_WRITER) {
            helpers.add(start("writer", () -> writeBeside(over)));
        }
        List<Thread> workers = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(threads);
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            Meter meter = new Meter();
            meters.add(meter);
            workers.add(start("worker-" + thread, () -> work(number, meter, ready)));
        }
        workers.forEach(Run::join);
        over.set(true);
        helpers.forEach(Run::join);
        for (Throwable first : failures) {
            throw new IllegalStateException(order.workload().label() + " failed", first);
        }
    }

    private void work(int thread, Meter meter, CountDownLatch ready) {
        try (Session session = store.session(order.variant())) {
            Operations operations = new Operations(order, values, session, store, thread);
            long most = operations.count();
            Pace pace =
                    order.workload().does() == Workload.Does.MIX_AT_RATE
                            ? new Pace(order.perSecond() / order.workload().threads())
                            : Pace.NONE;
            ready.countDown();
            await(ready);
            long end = meter.start();
            long until = end + (order.workload().timed() ? order.atMost().toNanos() : FOREVER);
            for (long i = 0; i < most && end - until < 0; i++) {
                long begin = pace.await(i, end);
                long units = operations.run(i);
                end = System.nanoTime();
                meter.ended(end, end - begin, units);
            }
            meter.stop();
        }
    }

    private void writeBeside(AtomicBoolean over) {
        try (Session session = store.session(order.variant())) {
            Order writing =
                    new Order(
                            Workload.OVERWRITE,
                            order.data(),
                            order.variant(),
                            order.atMost(),
                            WRITER_PER_SECOND,
                            order.round());
            Operations operations = new Operations(writing, values, session, store, 0);
            Pace pace = new Pace(WRITER_PER_SECOND);
            for (long i = 0; !over.get(); i++) {
                pace.await(i, System.nanoTime());
                operations.run(i % operations.count());
            }
        }
    }

    private Thread start(String name, Runnable work) {
        return Thread.ofPlatform()
                .name(name)
                .daemon()
                .start(() -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error thrown) {
                        failures.add(thrown);
                    }
                });
    }

    private static void await(CountDownLatch ready) {
        try {
            ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    /** What it has shown, completed by what the process and the store have. */
    Sample sample(long cpu, long written, long disk, long anonymous, long file) {
        Histogram latencies = new Histogram(3);
        meters.forEach(meter -> latencies.add(meter.latencies()));
        long nanos = meters.stream().mapToLong(Meter::nanos).max().orElse(0);
        long[] slots = new long[0];
        for (Meter meter : meters) {
            long[] more = meter.slots();
            slots = Arrays.copyOf(slots, Math.max(slots.length, more.length));
            for (int slot = 0; slot < more.length; slot++) {
                slots[slot] += more[slot];
            }
        }
        return new Sample(
                meters.stream().mapToLong(Meter::units).sum(),
                nanos,
                cpu,
                meters.stream().mapToLong(Meter::ownNanos).sum(),
                written,
                disk,
                anonymous,
                file,
                latencies,
                slots);
    }
}
