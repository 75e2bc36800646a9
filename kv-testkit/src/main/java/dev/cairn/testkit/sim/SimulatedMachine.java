package dev.cairn.testkit.sim;

import dev.cairn.api.event.EventSink;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One computer: a clock, a disk, and at most one process, which may be paused, killed and started
 * again on what the last one left.
 *
 * <pre>{@code
 * SimulatedMachine machine = world.machine("n1");
 * SimulatedProcess process = machine.start(events);
 * Node node = provider.start(configuration, process);
 * machine.losePower();
 * }</pre>
 */
public final class SimulatedMachine {
    private final Simulation world;
    private final String name;
    private final SimulatedClock clock;
    private final RandomGenerator random;
    private final Speed speed = new Speed();
    private SimulatedDirectory disk = new SimulatedDirectory();
    private Optional<SimulatedProcess> process = Optional.empty();
    private int boots = 1;
    private int processes;

    SimulatedMachine(Simulation world, String name) {
        this.world = world;
        this.name = name;
        this.clock = new SimulatedClock(world.time());
        this.random = world.random(name + " disk");
    }

    /** How many times slower than usual it is. */
    static final class Speed {
        double processor = 1;
        double disk = 1;
    }

    /** Its clock. */
    public SimulatedClock clock() {
        return clock;
    }

    /** What is on its disk now; another object after each death of a process. */
    public SimulatedDirectory disk() {
        return disk;
    }

    /** Whether a process runs, paused or not. */
    public boolean isRunning() {
        return process.filter(SimulatedProcess::isAlive).isPresent();
    }

    /** Starts a process; throws {@link IllegalStateException} while there is one. */
    public SimulatedProcess start(EventSink events) {
        if (isRunning()) {
            throw new IllegalStateException("a process runs on " + name + " already");
        }
        processes++;
        SimulatedProcess started =
                new SimulatedProcess(this, events, world.random(name + " process " + processes));
        process = Optional.of(started);
        return started;
    }

    /** Kills the process: nothing of it runs any more; the kernel keeps what it has written. */
    public void kill() {
        process.ifPresent(SimulatedProcess::kill);
        disk = disk.afterProcessDeath(disk.faults());
    }

    /** Power fails: the process dies, and of what was not synced only some is left. */
    public void losePower() {
        process.ifPresent(SimulatedProcess::kill);
        boots++;
        disk = disk.afterPowerLoss(random, disk.faults());
    }

    /** The disk is replaced by an empty one; throws while a process runs. */
    public void loseDisk() {
        if (isRunning()) {
            throw new IllegalStateException("the disk of " + name + " is in use");
        }
        disk = new SimulatedDirectory();
    }

    /**
     * The disk is replaced by a copy, such as one that was made of it before; throws while a
     * process runs.
     */
    public void restoreDisk(SimulatedDirectory copy) {
        if (isRunning()) {
            throw new IllegalStateException("the disk of " + name + " is in use");
        }
        disk = copy.afterProcessDeath(disk.faults());
    }

    /** Every task of its processors takes {@code factor} times as long from now on. */
    public void slowDown(double factor) {
        speed.processor = factor;
    }

    /** Everything that waits for its disk takes {@code factor} times as long from now on. */
    public void slowDisk(double factor) {
        speed.disk = factor;
    }

    /** Its disk works again and it has its usual speed; its clock stays as it is. */
    public void heal() {
        disk.faults().heal();
        slowDown(1);
        slowDisk(1);
    }

    Simulation world() {
        return world;
    }

    String name() {
        return name;
    }

    Speed speed() {
        return speed;
    }

    String bootId() {
        return name + " boot " + boots;
    }
}
