package dev.cairn.transport.netty.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * An executor that keeps what it is given until the test lets it go, in an order of the test's
 * choice.
 */
public final class HeldAnswers implements Executor {
    private final List<Runnable> held = new ArrayList<>();

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
}
