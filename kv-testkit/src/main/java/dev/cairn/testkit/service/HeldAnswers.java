package dev.cairn.testkit.service;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * An executor that keeps what it is given until the test lets it go, in an order of the test's
 * choice. Safe for all threads.
 */
public final class HeldAnswers implements Executor {
    private final List<Runnable> held = new ArrayList<>();

    /** Holds everything. */
    public HeldAnswers() {}

    @Override
    public synchronized void execute(Runnable task) {
        held.add(task);
    }

    /** How many are held. */
    public synchronized int size() {
        return held.size();
    }

    /** Lets one go, chosen by {@code random}; false when there is none. */
    public boolean release(RandomGenerator random) {
        Runnable task;
        synchronized (this) {
            if (held.isEmpty()) {
                return false;
            }
            task = held.remove(random.nextInt(held.size()));
        }
        task.run();
        return true;
    }

    /** Lets all go that are held, the latest first. */
    public void releaseBackwards() {
        List<Runnable> tasks;
        synchronized (this) {
            tasks = List.copyOf(held).reversed();
            held.clear();
        }
        tasks.forEach(Runnable::run);
    }
}
