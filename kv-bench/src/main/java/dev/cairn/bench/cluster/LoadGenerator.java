package dev.cairn.bench.cluster;

import dev.cairn.api.KvException;
import dev.cairn.bench.report.LoadReport;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Puts a load on a target and measures each operation. One run an instance. */
public final class LoadGenerator {
    private static final long HIGHEST_MICROS = 60_000_000;
    private static final int DIGITS = 3;

    private final LoadPlan plan;
    private final Target target;
    private final byte[] value;
    private final AtomicLong next = new AtomicLong();
    private final Histogram reads = new ConcurrentHistogram(HIGHEST_MICROS, DIGITS);
    private final Histogram writes = new ConcurrentHistogram(HIGHEST_MICROS, DIGITS);
    private final Map<String, Long> errors = new TreeMap<>();
    private final boolean inOrder;
    private long startNanos;

    private LoadGenerator(LoadPlan plan, Target target, boolean inOrder) {
        this.plan = plan;
        this.target = target;
        this.inOrder = inOrder;
        this.value = new byte[plan.valueBytes()];
        new SplittableRandom(plan.seed()).nextBytes(value);
    }

    /** Runs the load to its end on virtual threads; an interrupted run ends early. */
    public static LoadReport run(LoadPlan plan, Target target) {
        return new LoadGenerator(plan, target, false).run();
    }

    /** Writes every key of the plan once. */
    public static LoadReport fill(LoadPlan plan, Target target) {
        return new LoadGenerator(plan.filling(), target, true).run();
    }

    private LoadReport run() {
        CountDownLatch running = new CountDownLatch(plan.workers());
        startNanos = System.nanoTime();
        for (int worker = 0; worker < plan.workers(); worker++) {
            SplittableRandom random = new SplittableRandom(plan.seed() + worker);
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            work(random);
                        } finally {
                            running.countDown();
                        }
                    });
        }
        try {
            running.await();
        } catch (InterruptedException interrupted) {
            next.set(plan.operations());
            Thread.currentThread().interrupt();
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        synchronized (errors) {
            return new LoadReport(elapsed, reads, writes, errors);
        }
    }

    private void work(SplittableRandom random) {
        while (true) {
            long operation = next.getAndIncrement();
            long due = due(operation);
            if (operation >= plan.operations() || due - startNanos >= plan.limit().toNanos()) {
                return;
            }
            for (long now = System.nanoTime(); due - now > 0; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            perform(operation, due, random);
        }
    }

    /** When an operation should begin: at its place in the schedule, or now. */
    private long due(long operation) {
        return plan.ratePerSecond() > 0
                ? startNanos + (long) (operation / plan.ratePerSecond() * 1e9)
                : System.nanoTime();
    }

    private void perform(long operation, long due, SplittableRandom random) {
        boolean read = random.nextDouble() < plan.readShare();
        long index = inOrder ? operation : random.nextInt(plan.keys());
        try {
            if (read) {
                target.get("key-" + index);
            } else {
                target.put("key-" + index, value);
            }
            long micros = (System.nanoTime() - due) / 1000;
            (read ? reads : writes).recordValue(Math.min(HIGHEST_MICROS, micros));
        } catch (KvException refused) {
            count(refused.error().code().name());
        } catch (RuntimeException broken) {
            count(broken.getClass().getSimpleName());
        }
    }

    private void count(String error) {
        synchronized (errors) {
            errors.merge(error, 1L, Long::sum);
        }
    }
}
