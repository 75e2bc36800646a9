package dev.cairn.replication.coordinator;

import dev.cairn.api.env.Clock;
import dev.cairn.api.spi.ReplicatedDataType.Settled;
import dev.cairn.api.version.CausalContext;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Of some keys what all their owners are known to hold, so that names of operations may be
 * forgotten there. Such knowledge stays true; where it is lost it is asked for again. Owned by its
 * lane.
 */
public final class Settlements {
    private static final int MAX_KEYS = 1024;
    private static final int MAX_UNDER_WAY = 8;

    /** A key's owners are not asked more often. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<StorageKey, Asked> keys = new LinkedHashMap<>(16, 0.75f, true);
    private int underWay;

    /** When a key's owners were asked last, and what was found out the last time they all told. */
    private record Asked(long nanos, Settled settled) {}

    /** Nothing is known yet. */
    public Settlements(Clock clock) {
        this.clock = clock;
    }

    /** What is known of the key. */
    Settled of(StorageKey key) {
        Asked last = keys.get(key);
        return last == null ? Settled.NOTHING : last.settled();
    }

    /** Whether the key's owners are to be asked now; then {@link #ended} follows. */
    boolean begin(StorageKey key) {
        Asked last = keys.get(key);
        long now = clock.nanos();
        boolean lately = last != null && now - last.nanos() < INTERVAL.toNanos();
        if (lately || underWay == MAX_UNDER_WAY) {
            return false;
        }
        underWay++;
        keys.put(key, new Asked(now, last == null ? Settled.NOTHING : last.settled()));
        if (keys.size() > MAX_KEYS) {
            Iterator<StorageKey> leastUsed = keys.keySet().iterator();
            leastUsed.next();
            leastUsed.remove();
        }
        return true;
    }

    /**
     * All owners had seen this, and what they held is held here.
     *
     * @param askedMillis when the first of all was asked, milliseconds since 1970
     */
    void found(StorageKey key, long askedMillis, List<CausalContext> owners) {
        Settled settled =
                new Settled(
                        askedMillis, dot -> owners.stream().allMatch(seen -> seen.contains(dot)));
        keys.put(key, new Asked(clock.nanos(), settled));
    }

    /** They were asked, successfully or not. */
    void ended() {
        underWay--;
    }
}
