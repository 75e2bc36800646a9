package dev.cairn.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cairn.api.env.Directory.WritableFile;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class SimulatedMachineTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Simulation world = new Simulation(1);
    private final SimulatedMachine machine = world.machine("m");
    private final List<String> happened = new ArrayList<>();

    private SimulatedProcess start() {
        return machine.start(EventSink.NONE);
    }

    private Runnable note(String what) {
        return () -> happened.add(what);
    }

    private static void write(SimulatedProcess process, String name, boolean sync)
            throws IOException {
        try (WritableFile file = process.directory().create(name)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            if (sync) {
                file.sync();
                process.directory().syncNames();
            }
        }
    }

    @Test
    void tasksTakeTimeAndComeInOrder() {
        Lane lane = start().lane(0, "lane");
        lane.execute(note("first"));
        lane.execute(note("second"));
        assertThat(happened).isEmpty();
        world.time().advance(SECOND);
        assertThat(happened).containsExactly("first", "second");
    }

    @Test
    void aSlowMachineTakesLonger() {
        Lane lane = start().lane(0, "lane");
        assertThat(nanosFor(lane, 1_000)).isBetween(2_000_000L, 20_000_000L);
        machine.slowDown(100);
        assertThat(nanosFor(lane, 1_000)).isGreaterThan(200_000_000L);
    }

    private long nanosFor(Lane lane, int tasks) {
        long began = world.time().nanos();
        int before = happened.size();
        for (int i = 0; i < tasks; i++) {
            lane.execute(note("task"));
        }
        world.time().runUntil(() -> happened.size() == before + tasks, Duration.ofMinutes(1));
        return world.time().nanos() - began;
    }

    @Test
    void aPausedProcessDoesNothingAndThenAllThatWaited() {
        SimulatedProcess process = start();
        Lane lane = process.lane(0, "lane");
        lane.after(Duration.ofMillis(10), note("timer"));
        process.pause();
        lane.execute(note("task"));
        Lane born = process.lane(1, "made by a task that was under way");
        born.execute(note("on a new lane"));
        world.time().advance(SECOND);
        assertThat(happened).isEmpty();
        process.resume();
        world.time().advance(SECOND);
        assertThat(happened).containsExactlyInAnyOrder("task", "timer", "on a new lane");
    }

    @Test
    void aCancelledTimerDoesNotRunEvenWhenItWasDueWhilePaused() {
        SimulatedProcess process = start();
        Lane.Timer timer = process.lane(0, "lane").after(Duration.ofMillis(10), note("cancelled"));
        process.pause();
        world.time().advance(SECOND);
        timer.cancel();
        process.resume();
        world.time().advance(SECOND);
        assertThat(happened).isEmpty();
    }

    @Test
    void aKilledProcessLeavesWhatItWroteAndRunsNoMore() throws IOException {
        SimulatedProcess process = start();
        Lane lane = process.lane(0, "lane");
        Executor workers = process.workers("storage", 2);
        lane.execute(note("task"));
        workers.execute(note("work"));
        write(process, "unsynced", false);
        machine.kill();
        write(process, "after death", true);
        world.time().advance(SECOND);
        assertThat(happened).isEmpty();
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> workers.execute(note("late")));
        assertThat(start().directory().list()).containsExactly("unsynced");
    }

    @Test
    void powerLossKeepsWhatWasSyncedAndIsAnotherBoot() throws IOException {
        SimulatedProcess process = start();
        write(process, "synced", true);
        String boot = process.bootId();
        machine.kill();
        assertThat(start().bootId()).isEqualTo(boot);
        machine.losePower();
        SimulatedProcess next = start();
        assertThat(next.bootId()).isNotEqualTo(boot);
        assertThat(next.directory().list()).containsExactly("synced");
    }

    @Test
    void aLostDiskIsReplacedByAnEmptyOne() throws IOException {
        write(start(), "synced", true);
        assertThatIllegalStateException().isThrownBy(machine::loseDisk);
        assertThatIllegalStateException().isThrownBy(this::start);
        machine.kill();
        machine.loseDisk();
        assertThat(start().directory().list()).isEmpty();
    }

    @Test
    void faultsOfADiskOutliveTheProcess() {
        start();
        machine.disk().faults().failWrites(name -> true);
        machine.kill();
        SimulatedProcess next = start();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> write(next, "file", false));
        machine.heal();
        assertThat(machine.disk().list()).isEmpty();
    }

    @Test
    void closingRunsWhatIsQueuedAndEndsTheProcess() {
        SimulatedProcess process = start();
        process.lane(0, "lane").execute(note("queued"));
        process.close();
        assertThat(happened).containsExactly("queued");
        assertThat(machine.isRunning()).isFalse();
    }

    @Test
    void aWallClockMayJumpAndTimersDoNotCare() {
        Lane lane = start().lane(0, "lane");
        lane.after(SECOND, note("after a second"));
        machine.clock().jump(Duration.ofHours(-1));
        assertThat(machine.clock().millis()).isEqualTo(VirtualTime.START_MILLIS - 3_600_000);
        world.time().advance(Duration.ofMillis(999));
        assertThat(happened).isEmpty();
        world.time().advance(Duration.ofMillis(2));
        assertThat(happened).containsExactly("after a second");
    }

    @Test
    void aClockMayRunFastWithItsTimersAndIsMonotonicThroughout() {
        Lane lane = start().lane(0, "lane");
        machine.clock().drift(500_000);
        lane.after(Duration.ofMillis(1_500), note("rang"));
        world.time().advance(Duration.ofMillis(999));
        assertThat(happened).isEmpty();
        world.time().advance(Duration.ofMillis(2));
        assertThat(happened).containsExactly("rang");
        long fast = machine.clock().nanos();
        assertThat(fast).isEqualTo(1_501_500_000);
        machine.clock().drift(-500_000);
        assertThat(machine.clock().nanos()).isEqualTo(fast);
        world.time().advance(SECOND);
        assertThat(machine.clock().nanos()).isEqualTo(fast + 500_000_000);
    }

    @Test
    void waitingMakesTimePassAndADeadProcessDoesNotWait() {
        SimulatedProcess process = start();
        process.lane(0, "lane").after(SECOND, note("awaited"));
        assertThat(process.await(() -> !happened.isEmpty(), Duration.ofSeconds(5))).isTrue();
        assertThat(process.await(() -> false, SECOND)).isFalse();
        machine.kill();
        long dead = world.time().nanos();
        assertThat(process.await(() -> false, SECOND)).isFalse();
        assertThat(world.time().nanos()).isEqualTo(dead);
    }
}
