package dev.cairn.replication.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.testkit.sim.SimulatedMachine;
import dev.cairn.testkit.sim.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A lane whose tasks take 5 µs each, a hundred times as long when its machine is slow: two a
 * millisecond. A probe costs as much as a request here, so of 2,000 tasks a second 1,500 are left.
 */
class LaneDelayTest {
    private static final Duration MILLI = Duration.ofMillis(1);

    private final Simulation world = new Simulation(1);
    private final SimulatedMachine machine = world.machine("n1");
    private final Lane lane = machine.start(EventSink.NONE).lane(0, "lane");
    private int underWay = 100;
    private final LaneDelay delay = new LaneDelay(lane, () -> underWay);
    private int admitted;
    private int refused;
    private long longestNanos;

    /** Requests of one task each, so many every millisecond, for so long. */
    private void offer(int aMilli, Duration span) {
        admitted = 0;
        refused = 0;
        longestNanos = 0;
        for (long i = 0; i < span.toMillis(); i++) {
            for (int j = 0; j < aMilli; j++) {
                request();
            }
            world.time().advance(MILLI);
        }
    }

    private void request() {
        if (!delay.admits()) {
            refused++;
            return;
        }
        admitted++;
        long came = world.time().nanos();
        lane.execute(() -> longestNanos = Math.max(longestNanos, world.time().nanos() - came));
    }

    @Test
    void whatTheLaneCanDoIsTaken() {
        machine.slowDown(100);
        offer(1, Duration.ofSeconds(2));
        assertThat(refused).isZero();
    }

    @Test
    void aBurstIsTaken() {
        machine.slowDown(100);
        offer(100, Duration.ofMillis(5));
        offer(0, Duration.ofMillis(300));
        offer(1, Duration.ofSeconds(1));
        assertThat(refused).isZero();
    }

    @Test
    void atTwiceWhatItCanDoAllItCanDoIsDoneAndTheRestRefused() {
        machine.slowDown(100);
        offer(4, Duration.ofSeconds(2));
        offer(4, Duration.ofSeconds(2));
        assertThat(longestNanos)
                .as("the longest of %d that were taken", admitted)
                .isLessThan(Duration.ofMillis(60).toNanos());
        assertThat(admitted).as("of 8,000").isBetween(2_800, 3_200);
    }

    @Test
    void atTenTimesToo() {
        machine.slowDown(100);
        offer(20, Duration.ofSeconds(4));
        offer(20, Duration.ofSeconds(1));
        assertThat(longestNanos)
                .as("the longest of %d that were taken", admitted)
                .isLessThan(Duration.ofMillis(300).toNanos());
        assertThat(admitted).as("of 20,000").isBetween(1_400, 1_700);
    }

    @Test
    void whenTheLoadGoesAllIsTakenAgain() {
        machine.slowDown(100);
        offer(4, Duration.ofSeconds(1));
        assertThat(refused).isPositive();
        offer(1, Duration.ofMillis(300));
        offer(1, Duration.ofSeconds(1));
        assertThat(refused).isZero();
    }

    @Test
    void aLaneWithLittleToDoIsHeldUpBySomethingElse() {
        underWay = 3;
        machine.slowDown(20_000);
        offer(1, Duration.ofSeconds(2));
        assertThat(refused).isZero();
    }

    /** Mutation: the queue is never taken to stand. */
    @Test
    void withoutTheLimitTheQueueGrowsAsLongAsTheLoadLasts() {
        underWay = 0;
        machine.slowDown(100);
        offer(4, Duration.ofSeconds(2));
        assertThat(refused).isZero();
        assertThat(longestNanos).isGreaterThan(Duration.ofMillis(500).toNanos());
    }
}
