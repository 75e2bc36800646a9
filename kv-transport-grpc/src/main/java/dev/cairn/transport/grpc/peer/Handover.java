package dev.cairn.transport.grpc.peer;

import dev.cairn.api.env.Lane;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens on other threads, on its way to a lane: in order, as one task of the lane for all
 * that has gathered, and tried again while the lane takes no more tasks. What may gather is bounded
 * by those who add: messages come only as they are asked for. Safe for all threads.
 */
final class Handover {
    private static final long AGAIN_AFTER_MILLIS = 5;

    private final Lane lane;
    private final ScheduledExecutorService loop;
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean underWay = new AtomicBoolean();

    /** To {@code lane}; {@code loop} waits for it when it is overrun. */
    Handover(Lane lane, ScheduledExecutorService loop) {
        this.lane = lane;
        this.loop = loop;
    }

    /** Runs {@code event} on the lane, behind those that were added before. */
    void add(Runnable event) {
        events.add(event);
        if (underWay.compareAndSet(false, true)) {
            handOver();
        }
    }

    private void handOver() {
        try {
            lane.execute(this::run);
        } catch (RejectedExecutionException overrun) {
            again();
        }
    }

    private void again() {
        try {
            loop.schedule(this::handOver, AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            // The transport is closed, and nothing is delivered any more.
            events.clear();
        }
    }

    /** No more than there are now, so that a busy peer leaves the lane to others in between. */
    private void run() {
        underWay.set(false);
        try {
            for (int left = events.size(); left > 0; left--) {
                Runnable event = events.poll();
                if (event != null) {
                    event.run();
                }
            }
        } finally {
            if (!events.isEmpty() && underWay.compareAndSet(false, true)) {
                handOver();
            }
        }
    }
}
