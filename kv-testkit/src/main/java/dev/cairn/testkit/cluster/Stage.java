package dev.cairn.testkit.cluster;

import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Where a {@link Workload} plays: nodes that answer, and time that passes only while somebody lets
 * it. Everything, answers too, happens on the thread that does, so a load needs no locks.
 *
 * <p>A {@link SimulatedCluster} is one, in virtual time; {@code dev.cairn.testkit.process} makes
 * one of real processes.
 */
public interface Stage {
    /** The nodes that clients may ask just now, at least one. */
    List<KeyValueService> nodes();

    /** Where the clients' choices come from. */
    RandomGenerator random();

    /** Runs {@code action} once {@code delay} has passed. */
    void after(Duration delay, Runnable action);

    /** Lets time pass. */
    void run(Duration span);

    /**
     * Lets time pass until {@code condition} holds, which is looked at after everything that
     * happens; throws {@link AssertionError} if it does not within {@code limit}.
     */
    void await(BooleanSupplier condition, Duration limit);

    /**
     * What the replicas of a key hold, each in a form that equals another's exactly if they hold
     * the same: one element when all replicas agree. Lets time pass.
     */
    Set<Object> states(Key key);
}
