package dev.cairn.replication.load;

import java.util.Arrays;

/**
 * What one lane knows of one peer, or of its own replica: how much is asked of it that it has not
 * answered, since when it has answered nothing, and how long its answers take. Owned by that lane.
 */
public final class PeerLoad {
    /** What a refusal counts as: who refuses at once must not seem the quickest. */
    private static final long REFUSAL_NANOS = 100_000_000;

    private final Latency[] latencies = new Latency[Errand.values().length];
    private int inFlight;
    private long silentSince;

    PeerLoad() {
        Arrays.setAll(latencies, _ -> new Latency());
    }

    /** It is asked something. */
    public void asked(long nowNanos) {
        if (inFlight++ == 0) {
            silentSince = nowNanos;
        }
    }

    /** It has done what it was asked at {@code askedNanos}. */
    public void answered(Errand errand, long askedNanos, long nowNanos) {
        inFlight--;
        silentSince = nowNanos;
        latency(errand).add(nowNanos - askedNanos, nowNanos);
    }

    /** It has answered that it does not do what it was asked. */
    public void refused(Errand errand, long askedNanos, long nowNanos) {
        inFlight--;
        silentSince = nowNanos;
        latency(errand).add(Math.max(REFUSAL_NANOS, nowNanos - askedNanos), nowNanos);
    }

    /** Nobody waits for what it was asked at {@code askedNanos} any more. */
    public void unanswered(Errand errand, long askedNanos, long nowNanos) {
        inFlight--;
        latency(errand).addAtLeast(nowNanos - askedNanos, nowNanos);
    }

    /** How much is asked of it that it has not answered. */
    public int inFlight() {
        return inFlight;
    }

    /** Whether it has answered nothing since {@code askedNanos}, when it was asked something. */
    public boolean isSilentSince(long askedNanos) {
        return inFlight > 0 && silentSince - askedNanos <= 0;
    }

    /** Of a hundred answers 99 take no longer, in nanoseconds; 0 before the first. */
    public long usualNanos(Errand errand) {
        return latency(errand).usual();
    }

    /**
     * How long it may take, in nanoseconds, what is in its way included; {@link Latency#UNKNOWN}
     * while nothing can be said.
     */
    long expectedNanos(Errand errand, long nowNanos) {
        long average = latency(errand).average(nowNanos);
        long expected = inFlight > 0 ? Math.max(average, nowNanos - silentSince) : average;
        return errand.spreads() && expected > 0 ? expected * (1 + inFlight) : expected;
    }

    private Latency latency(Errand errand) {
        return latencies[errand.ordinal()];
    }
}
