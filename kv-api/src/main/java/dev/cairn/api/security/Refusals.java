package dev.cairn.api.security;

import dev.cairn.api.event.EventSink;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts who is turned away, and tells of the first at once and of the others at a bounded rate, so
 * that nobody fills the log from outside. Safe for all threads.
 */
public final class Refusals {
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(500);

    private final EventSink events;
    private final LongSupplier nanos;
    private final Map<Reason, Tally> tallies = new EnumMap<>(Reason.class);

    /** Why somebody is turned away. */
    public enum Reason {
        /** What it sent is no TLS of ours, or it took too long. */
        HANDSHAKE,
        /** Its certificate is not of our authority, or not valid now. */
        CERTIFICATE,
        /** Its certificate is sound and stands for somebody else, or another cluster. */
        IDENTITY,
        /** It says that it is a node of another cluster, or it speaks no release that is known. */
        PEER,
        /** It has not proved who it is. */
        CREDENTIALS,
        /** It may not do what it asked for. */
        PERMISSION
    }

    private record Tally(AtomicLong total, AtomicLong toldNanos) {}

    /** Told to {@code events}; {@code nanos} is a monotonic clock. */
    public Refusals(EventSink events, LongSupplier nanos) {
        this.events = events;
        this.nanos = nanos;
        for (Reason reason : Reason.values()) {
            tallies.put(reason, new Tally(new AtomicLong(), new AtomicLong()));
        }
    }

    /** {@code caller} was turned away; {@code detail} holds no secret. */
    public void refused(Reason reason, String caller, String detail) {
        Tally tally = tally(reason);
        long total = tally.total().incrementAndGet();
        long now = nanos.getAsLong();
        long told = tally.toldNanos().get();
        if ((total == 1 || now - told >= BETWEEN_EVENTS.toNanos())
                && tally.toldNanos().compareAndSet(told, now)) {
            events.emit(new AccessRefused(reason, caller, detail, total));
        }
    }

    /** How many were turned away for that reason. */
    public long count(Reason reason) {
        return tally(reason).total().get();
    }

    private Tally tally(Reason reason) {
        Tally tally = tallies.get(reason);
        if (tally == null) {
            throw new IllegalStateException("every reason has a tally");
        }
        return tally;
    }
}
