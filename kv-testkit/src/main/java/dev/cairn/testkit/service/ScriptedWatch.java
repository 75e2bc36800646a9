package dev.cairn.testkit.service;

import dev.cairn.api.KvError;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * A watch whose events a test makes up, told when they are asked for. For data services of tests.
 * Safe for all threads.
 */
public final class ScriptedWatch implements Watch {
    private final WatchRequest request;
    private final Watcher watcher;
    private final Queue<WatchEvent> events = new ArrayDeque<>();
    private int wanted;
    private boolean closed;

    /** A watch that has nothing to tell yet. */
    public ScriptedWatch(WatchRequest request, Watcher watcher) {
        this.request = request;
        this.watcher = watcher;
    }

    /** What was asked for. */
    public WatchRequest request() {
        return request;
    }

    /** Tells this once it is asked for. */
    public void tell(WatchEvent event) {
        synchronized (this) {
            events.add(event);
        }
        drain();
    }

    /** Ends the watch. */
    public void end(KvError error) {
        watcher.ended(error);
    }

    /** How many events were asked for in vain so far. */
    public synchronized int wanted() {
        return wanted;
    }

    /** Whether the caller has closed it. */
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void next() {
        synchronized (this) {
            wanted++;
        }
        drain();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void drain() {
        due().ifPresent(watcher::event);
    }

    private synchronized Optional<WatchEvent> due() {
        if (wanted == 0 || events.isEmpty()) {
            return Optional.empty();
        }
        wanted--;
        return Optional.of(events.remove());
    }
}
