package dev.cairn.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cairn.api.env.Lane;
import dev.cairn.api.env.LaneDriver;
import dev.cairn.api.env.Scheduler.Timer;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class VirtualTimeTest {
    private final Simulation world = new Simulation(1);
    private final VirtualTime time = world.time();
    private final VirtualLane lane = world.lanes(1).getFirst();
    private final List<String> happened = new ArrayList<>();

    private Runnable note(String what) {
        return () -> happened.add(what + " at " + time.nanos() / 1_000_000);
    }

    @Test
    void eventsComeInTheOrderOfTheirTimeThenOfTheirScheduling() {
        time.schedule(Duration.ofMillis(2), note("late"));
        time.schedule(Duration.ofMillis(1), note("first"));
        time.schedule(Duration.ofMillis(1), note("second"));
        time.schedule(Duration.ofMillis(-5), note("now"));
        time.advance(Duration.ofMillis(3));
        assertThat(happened).containsExactly("now at 0", "first at 1", "second at 1", "late at 2");
        assertThat(time.nanos()).isEqualTo(3_000_000);
        assertThat(time.step()).isFalse();
    }

    @Test
    void advancingStopsAtItsEndAndKeepsWhatComesLater() {
        time.schedule(Duration.ofMillis(10), note("later"));
        time.advance(Duration.ofMillis(9));
        assertThat(happened).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(happened).containsExactly("later at 10");
    }

    @Test
    void eventsMayScheduleEventsInTheSameSpan() {
        time.schedule(
                Duration.ofMillis(1),
                () -> {
                    note("outer").run();
                    time.schedule(Duration.ZERO, note("inner"));
                });
        time.advance(Duration.ofMillis(1));
        assertThat(happened).containsExactly("outer at 1", "inner at 1");
    }

    @Seeded(cases = 20)
    void whatIsNotCancelledComesInOrderHoweverManyThereAre(RandomGenerator random) {
        record Due(long at, int number) {}
        List<Due> expected = new ArrayList<>();
        List<Due> ran = new ArrayList<>();
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Due due = new Due(random.nextInt(50), i);
            timers.add(time.schedule(Duration.ofNanos(due.at()), () -> ran.add(due)));
            expected.add(due);
        }
        for (int i = 0; i < 200; i++) {
            int cancelled = random.nextInt(timers.size());
            timers.get(cancelled).cancel();
            expected.removeIf(due -> due.number() == cancelled);
        }
        expected.sort(Comparator.comparingLong(Due::at));
        time.advance(Duration.ofNanos(50));
        assertThat(ran).isEqualTo(expected);
    }

    @Test
    void aCancelledTimerDoesNotRun() {
        Lane.Timer timer = lane.after(Duration.ofMillis(1), note("cancelled"));
        timer.cancel();
        timer.cancel();
        time.advance(Duration.ofMillis(2));
        assertThat(happened).isEmpty();
    }

    @Test
    void runningUntilAConditionStopsAtOnceOrAtItsLimit() {
        time.schedule(Duration.ofMillis(5), note("awaited"));
        time.schedule(Duration.ofMillis(6), note("beyond"));
        assertThat(time.runUntil(() -> !happened.isEmpty(), Duration.ofSeconds(1))).isTrue();
        assertThat(time.nanos()).isEqualTo(5_000_000);
        assertThat(time.runUntil(() -> false, Duration.ofSeconds(1))).isFalse();
        assertThat(time.nanos()).isEqualTo(1_005_000_000);
    }

    @Test
    void wallClocksMayBeWrongAndTimersAreNot() {
        time.advance(Duration.ofSeconds(1));
        assertThat(time.clock().millis()).isEqualTo(VirtualTime.START_MILLIS + 1_000);
        assertThat(time.clock(Duration.ofMinutes(-1)).millis())
                .isEqualTo(VirtualTime.START_MILLIS - 59_000);
        assertThat(time.clock(Duration.ofMinutes(-1)).nanos()).isEqualTo(1_000_000_000);
    }

    @Test
    void aLaneRunsItsTasksInOrderAndKnowsWhenItIsCurrent() {
        assertThat(lane.isCurrent()).isFalse();
        lane.execute(() -> {
            happened.add("current " + lane.isCurrent());
            lane.execute(note("behind"));
            note("before").run();
        });
        time.advance(Duration.ZERO);
        assertThat(happened).containsExactly("current true", "before at 0", "behind at 0");
        assertThat(lane.isCurrent()).isFalse();
    }

    @Test
    void whatATaskThrowsComesOutAndTheLaneGoesOn() {
        lane.execute(() -> {
            throw new IllegalStateException("a bug");
        });
        lane.execute(note("after"));
        assertThatIllegalStateException()
                .isThrownBy(() -> time.advance(Duration.ZERO))
                .withMessage("a bug");
        time.advance(Duration.ZERO);
        assertThat(happened).containsExactly("after at 0");
    }

    @Test
    void aKilledLaneRunsNothingMore() {
        lane.after(Duration.ofMillis(1), note("before"));
        lane.after(Duration.ofMillis(3), note("pending"));
        time.advance(Duration.ofMillis(2));
        lane.kill();
        lane.execute(note("given later"));
        time.advance(Duration.ofMillis(5));
        assertThat(happened).containsExactly("before at 1");
    }

    @Test
    void aLaneHasOneDriver() {
        NoDriver driver = lane.driver(NoDriver.class, same -> new NoDriver());
        assertThat(lane.driver(NoDriver.class, same -> new NoDriver())).isSameAs(driver);
        assertThatIllegalStateException()
                .isThrownBy(() -> lane.driver(OtherDriver.class, same -> new OtherDriver()));
    }

    private static class NoDriver implements LaneDriver {
        @Override
        public void poll(long maxWaitNanos) {}

        @Override
        public void wakeup() {}

        @Override
        public void close() {}
    }

    private static final class OtherDriver extends NoDriver {}
}
