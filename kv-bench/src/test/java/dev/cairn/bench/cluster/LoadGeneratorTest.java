package dev.cairn.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.bench.report.LoadReport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LoadGeneratorTest {
    private static final Duration LONG = Duration.ofSeconds(100);

    private final MemoryTarget target = new MemoryTarget();

    @Test
    void fillingWritesEveryKeyOnce() {
        LoadReport report = LoadGenerator.fill(plan(1, 0, 0.9), target);
        assertThat(target.pairs).hasSize(100);
        assertThat(report.writes().getTotalCount()).isEqualTo(100);
        assertThat(report.reads().getTotalCount()).isZero();
    }

    @Test
    void aLoadEndsWithItsOperationsAndMixesReadsAndWrites() {
        LoadReport report = LoadGenerator.run(plan(2_000, 0, 0.5), target);
        assertThat(report.succeeded()).isEqualTo(2_000);
        assertThat(report.reads().getTotalCount()).isBetween(800L, 1_200L);
        assertThat(report.failed()).isZero();
    }

    @Test
    void aLoadEndsWithItsTime() {
        LoadPlan endless =
                new LoadPlan(Long.MAX_VALUE, Duration.ofMillis(50), 4, 0, 100, 10, 0.5, 1);
        LoadReport report = LoadGenerator.run(endless, target);
        assertThat(report.elapsed()).isBetween(Duration.ofMillis(50), LONG);
    }

    @Test
    void aRateIsKept() {
        LoadReport report = LoadGenerator.run(plan(100, 1_000, 1), target);
        assertThat(report.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(99));
    }

    @Test
    void withARateAStallIsChargedToAllThatWaited() {
        target.stallMillis.set(100);
        LoadPlan oneWorker = new LoadPlan(50, LONG, 1, 1_000, 100, 10, 1, 1);
        LoadReport report = LoadGenerator.run(oneWorker, target);
        assertThat(report.reads().getValueAtPercentile(50)).isGreaterThan(40_000);
    }

    @Test
    void failuresAreCountedByTheirCodeAndHaveNoLatency() {
        target.failing = true;
        LoadReport report = LoadGenerator.run(plan(10, 0, 1), target);
        assertThat(report.errors()).isEqualTo(Map.of("OVERLOADED", 10L));
        assertThat(report.succeeded()).isZero();
        assertThat(report.toString()).contains("10 failed", "10 × OVERLOADED");
    }

    private static LoadPlan plan(long operations, double rate, double reads) {
        return new LoadPlan(operations, LONG, 4, rate, 100, 10, reads, 1);
    }

    /** A cluster of one map. */
    private static final class MemoryTarget implements Target {
        final Map<String, byte[]> pairs = new ConcurrentHashMap<>();
        final AtomicInteger stallMillis = new AtomicInteger();
        volatile boolean failing;

        @Override
        public boolean get(String key) {
            LockSupport.parkNanos(stallMillis.getAndSet(0) * 1_000_000L);
            if (failing) {
                throw new KvException(ErrorCode.OVERLOADED, "as the test wants");
            }
            return pairs.containsKey(key);
        }

        @Override
        public void put(String key, byte[] value) {
            pairs.put(key, value);
        }

        @Override
        public void close() {}
    }
}
