package dev.cairn.testkit.sim;

import dev.cairn.api.env.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One simulated world: its time, its network, its randomness, all from one seed. Two worlds of one
 * seed to which the same is done have the same {@link #trace}.
 *
 * <pre>{@code
 * Simulation world = new Simulation(42);
 * Transport n1 = provider.open(config, new Transport.Env(cluster, node, List.copyOf(world.lanes(1)), EventSink.NONE));
 * world.time().advance(Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>Not safe for several threads.
 */
public final class Simulation {
    private final long seed;
    private final VirtualTime time = new VirtualTime();
    private final Trace trace = new Trace();
    private final SimulatedNetwork network;

    /** A world whose every choice follows from {@code seed}. */
    public Simulation(long seed) {
        this.seed = seed;
        this.network = new SimulatedNetwork(this);
    }

    /** Its time. */
    public VirtualTime time() {
        return time;
    }

    /** Its network. */
    public SimulatedNetwork network() {
        return network;
    }

    /** What has happened in it. */
    public Trace trace() {
        return trace;
    }

    /** Writes a line into the trace, with the time before it. */
    public void note(String line) {
        trace.add(time.nanos() + " " + line);
    }

    /**
     * Randomness for one purpose. Each purpose has a stream of its own, so that what one part draws
     * does not change what another one sees; asking for a purpose again begins its stream anew.
     */
    public RandomGenerator random(String purpose) {
        long mixed = seed;
        for (int i = 0; i < purpose.length(); i++) {
            mixed = mixed * 0x9e3779b97f4a7c15L + purpose.charAt(i);
        }
        return new SplittableRandom(mixed);
    }

    /** The lanes of one node whose wall clock is right. */
    public List<VirtualLane> lanes(int count) {
        return lanes(count, Duration.ZERO);
    }

    /** The lanes of one node whose wall clock is {@code ahead} of the right time. */
    public List<VirtualLane> lanes(int count, Duration ahead) {
        Clock clock = time.clock(ahead);
        List<VirtualLane> lanes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lanes.add(new VirtualLane(this, i, clock, worker()));
        }
        return List.copyOf(lanes);
    }

    private VirtualWorker worker() {
        return new VirtualWorker(time, () -> 0, nanos -> nanos);
    }

    /** A new machine with an empty disk and a clock that is right; its randomness is named so. */
    public SimulatedMachine machine(String name) {
        return new SimulatedMachine(this, name);
    }
}
