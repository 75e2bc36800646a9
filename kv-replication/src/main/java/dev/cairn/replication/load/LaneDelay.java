package dev.cairn.replication.load;

import dev.cairn.api.env.Lane;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntSupplier;

/**
 * Whether a lane takes new requests of clients, by how long its queue holds what enters it: the
 * idea of CoDel (Nichols and Jacobson, 2012), applied on the way in as in "Fail at Scale" (Maurer,
 * 2015). A queue that empties now and then is good, it absorbs bursts; one that stands only delays,
 * and past the clients' deadlines all work is in vain.
 *
 * <p>Probes go through the lane's queue beside the requests, one every {@link #PAUSE}, and none
 * without requests. When they take {@link #LIMIT} or more throughout an {@link #INTERVAL}, the
 * queue stands: from then on requests are refused while the first probe in it is older than {@link
 * #GOAL}, until none was for {@link #CALM}. So the limit is a delay, and the number of requests
 * that are let in follows from what the lane can do.
 *
 * <p>{@link #admits} may be called on any thread; all else is the lane's own.
 */
public final class LaneDelay {
    /** Probes that take so long throughout an interval tell of a standing queue. */
    static final Duration LIMIT = Duration.ofMillis(100);

    /** A standing queue is held to this. */
    static final Duration GOAL = Duration.ofMillis(10);

    /** So long the queue has to stand. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    /** So long it has to be short again; until then it costs nobody anything to be watched. */
    static final Duration CALM = Duration.ofSeconds(2);

    /** The time between two probes. */
    static final Duration PAUSE = Duration.ofMillis(2);

    /** A lane with fewer requests under way is held up by something else. */
    static final int FEW = 16;

    private static final int LEAST_PROBES = 8;
    private static final int MOST_PROBES = 128;

    private final Lane lane;
    private final IntSupplier underWay;
    private final AtomicLongArray sentAt = new AtomicLongArray(MOST_PROBES);
    private final AtomicLong sent = new AtomicLong();
    private volatile long lastSentAt;
    private volatile long arrived;
    private volatile boolean standing;
    private long contrarySince;
    private int contrary;

    /**
     * An empty queue.
     *
     * @param underWay the requests that wait for the lane or are under way on it
     */
    public LaneDelay(Lane lane, IntSupplier underWay) {
        this.lane = lane;
        this.underWay = underWay;
        this.lastSentAt = lane.clock().nanos() - PAUSE.toNanos();
    }

    /** Whether a request that comes now is taken. */
    public boolean admits() {
        long now = lane.clock().nanos();
        boolean probed = now - lastSentAt < PAUSE.toNanos() || probe(now);
        return probed && (!standing || delay(now) < GOAL.toNanos());
    }

    /** Sends a probe where there is room for one; false when the lane takes nothing more. */
    private boolean probe(long now) {
        long number = sent.get();
        if (number - arrived >= MOST_PROBES) {
            return true;
        }
        sentAt.set(slot(number), now);
        if (sent.compareAndSet(number, number + 1)) {
            lastSentAt = now;
            try {
                lane.execute(() -> arrived(number));
            } catch (RejectedExecutionException full) {
                return false;
            }
        }
        return true;
    }

    /** How long the first probe in the queue has been there. */
    private long delay(long now) {
        long first = arrived;
        return first == sent.get() ? 0 : now - sentAt.get(slot(first));
    }

    private static int slot(long number) {
        return (int) (number % MOST_PROBES);
    }

    private void arrived(long number) {
        long now = lane.clock().nanos();
        long took = now - sentAt.get(slot(number));
        arrived = number + 1;
        boolean turns =
                standing
                        ? took < GOAL.toNanos()
                        : took >= LIMIT.toNanos() && underWay.getAsInt() >= FEW;
        if (!turns) {
            contrary = 0;
            return;
        }
        if (contrary++ == 0) {
            contrarySince = now;
        }
        Duration wanted = standing ? CALM : INTERVAL;
        boolean longEnough = now - contrarySince >= wanted.toNanos();
        if (longEnough && contrary >= LEAST_PROBES) {
            standing = !standing;
            contrary = 0;
        }
    }
}
