package dev.cairn.server.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.LaneDriver;
import dev.cairn.api.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LaneThreadTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final LaneThread lane =
            LaneThread.start(0, "test-lane", new SystemClock(), events::add);

    @AfterEach
    void close() {
        lane.close();
    }

    private <T> T onLane(java.util.function.Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, lane).join();
    }

    @Test
    void runsTheTasksOfEachCallerInTheirOrderOnOneThread() throws InterruptedException {
        int callers = 4;
        int each = 20_000;
        int[] last = new int[callers];
        CountDownLatch done = new CountDownLatch(callers * each);
        AtomicInteger disorder = new AtomicInteger();
        for (int c = 0; c < callers; c++) {
            int caller = c;
            Thread.startVirtualThread(() -> {
                for (int i = 1; i <= each; i++) {
                    int number = i;
                    lane.execute(() -> {
                        boolean inOrder = lane.isCurrent() && last[caller] == number - 1;
                        disorder.addAndGet(inOrder ? 0 : 1);
                        last[caller] = number;
                        done.countDown();
                    });
                }
            });
        }
        done.await();
        assertThat(disorder).hasValue(0);
        assertThat(lane.isCurrent()).isFalse();
    }

    @Test
    void runsTimersWhenTheyAreDueAndNotWhenCancelled() {
        List<String> ran = new CopyOnWriteArrayList<>();
        HandClock clock = new HandClock();
        try (LaneThread timed = LaneThread.start(1, "timed-lane", clock, events::add)) {
            timed.after(Duration.ofMillis(30), () -> ran.add("late"));
            timed.after(Duration.ofMillis(5), () -> ran.add("early"));
            Lane.Timer cancelled = timed.after(Duration.ofMillis(15), () -> ran.add("cancelled"));
            cancelled.cancel();
            cancelled.cancel();
            twoTurnsOf(timed);
            assertThat(ran).isEmpty();
            clock.set(Duration.ofMillis(29));
            await().atMost(LONG).until(() -> !ran.isEmpty());
            twoTurnsOf(timed);
            assertThat(ran).containsExactly("early");
            clock.set(Duration.ofMillis(30));
            await().atMost(LONG).until(() -> ran.size() >= 2);
            assertThat(ran).containsExactly("early", "late");
        }
    }

    /** Timers run between the tasks of two turns. */
    private static void twoTurnsOf(LaneThread lane) {
        for (int i = 0; i < 2; i++) {
            CompletableFuture.runAsync(() -> {}, lane).join();
        }
    }

    @Test
    void wakesForATimerByItself() {
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        lane.after(Duration.ofMillis(5), () -> ran.complete(lane.isCurrent()));
        assertThat(ran.join()).isTrue();
    }

    @Test
    void goesOnAfterAFailureAndTellsIt() {
        lane.execute(() -> {
            throw new IllegalStateException("broken task");
        });
        assertThat(onLane(() -> "alive")).isEqualTo("alive");
        assertThat(events)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.message()).contains("test-lane").contains("broken task"));
    }

    @Test
    void waitsInItsDriverAndWakesForATask() {
        FakeDriver driver = onLane(() -> lane.driver(FakeDriver.class, self -> new FakeDriver()));
        await().atMost(LONG).until(() -> driver.waiting);
        assertThat(onLane(() -> "woken")).isEqualTo("woken");
        assertThat(onLane(() -> lane.driver(FakeDriver.class, self -> new FakeDriver())))
                .isSameAs(driver);
        lane.close();
        assertThat(driver.closed).isTrue();
    }

    @Test
    void pollsOneDriverOnly() {
        onLane(() -> lane.driver(FakeDriver.class, self -> new FakeDriver()));
        assertThatThrownBy(() ->
                        onLane(() -> lane.driver(OtherDriver.class, self -> new OtherDriver())))
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> lane.driver(FakeDriver.class, self -> new FakeDriver()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void runsItsTurnsInsideOfItsDriverFromTheFirstPollToTheClose() {
        FakeDriver driver = onLane(() -> lane.driver(FakeDriver.class, self -> new FakeDriver()));
        await().atMost(LONG).until(() -> driver.waiting);
        assertThat(onLane(() -> driver.surrounds)).isTrue();
        lane.close();
        assertThat(driver.closed).isTrue();
        assertThat(driver.outside).isFalse();
        assertThat(driver.surrounds).isFalse();
    }

    @Test
    void runsWhatIsQueuedBeforeItCloses() {
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            lane.execute(() -> ran.add(number));
        }
        lane.close();
        assertThat(ran).hasSize(1_000);
        assertThatThrownBy(() -> lane.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    /** Stands still until it is set. */
    private static final class HandClock implements Clock {
        private final AtomicLong nanos = new AtomicLong();

        void set(Duration time) {
            nanos.set(time.toNanos());
        }

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public long millis() {
            return TimeUnit.NANOSECONDS.toMillis(nanos());
        }
    }

    private static class FakeDriver implements LaneDriver {
        private final Semaphore wakeups = new Semaphore(0);
        private volatile boolean waiting;
        private volatile boolean closed;
        private volatile boolean surrounds;
        private volatile boolean outside;

        @Override
        public void around(Runnable turns) {
            surrounds = true;
            turns.run();
            surrounds = false;
        }

        @Override
        public void poll(long maxWaitNanos) {
            outside |= !surrounds;
            waiting = maxWaitNanos > 0;
            try {
                if (wakeups.tryAcquire(maxWaitNanos, TimeUnit.NANOSECONDS)) {
                    wakeups.drainPermits();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            waiting = false;
        }

        @Override
        public void wakeup() {
            wakeups.release();
        }

        @Override
        public void close() {
            outside |= !surrounds;
            closed = true;
        }
    }

    private static final class OtherDriver extends FakeDriver {}
}
