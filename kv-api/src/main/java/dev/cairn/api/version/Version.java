package dev.cairn.api.version;

import dev.cairn.api.Bytes;
import dev.cairn.api.OperationId;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One sibling as it is stored: a value or a tombstone, with the event that wrote it and what its
 * writer had seen.
 *
 * @param dot the write event
 * @param past what the writer had seen, without the dot
 * @param timestamp when the coordinator wrote it
 * @param round the slice's round number it was minted under
 * @param value the bytes; {@link Bytes#EMPTY} for a tombstone
 * @param tombstone whether it is a delete
 * @param expiresMillis when it turns into a tombstone, milliseconds since 1970
 * @param operation the writer's own id for the write
 */
public record Version(
        Dot dot,
        CausalContext past,
        HybridTimestamp timestamp,
        long round,
        Bytes value,
        boolean tombstone,
        OptionalLong expiresMillis,
        Optional<OperationId> operation) {
    private static final Comparator<Version> PREFERENCE =
            Comparator.comparing(Version::tombstone)
                    .thenComparing(Version::timestamp)
                    .thenComparing(Version::value)
                    .thenComparingLong(Version::round)
                    .thenComparingLong(version -> version.expiresMillis().orElse(Long.MAX_VALUE))
                    .thenComparing(version -> version.operation().map(OperationId::text).orElse(""))
                    .thenComparing(version -> ItemCodec.token(version.past()).token());

    /**
     * Checks that a tombstone has no value and that no version is its own past; throws {@link
     * IllegalArgumentException}.
     */
    public Version {
        if (tombstone && !value.isEmpty()) {
            throw new IllegalArgumentException("a tombstone has no value");
        }
        if (past.contains(dot)) {
            throw new IllegalArgumentException("the writer of " + dot + " had seen it before");
        }
    }

    /**
     * The one to keep of two versions of one dot. They differ only when one has turned into a
     * tombstone, or when a dot was minted twice against all rules; either way all replicas must
     * keep the same.
     */
    Version or(Version same) {
        return equals(same) || PREFERENCE.compare(this, same) > 0 ? this : same;
    }

    /** What somebody who has read this version has seen of it: its past joined with its dot. */
    public CausalContext context() {
        return past.with(dot, timestamp.millis() / 1000);
    }

    /** Its vector clock. */
    public VectorClock clock() {
        return context().clock();
    }

    /**
     * Whether a reader at {@code nowMillis} sees a value: it is no tombstone and has not expired.
     */
    public boolean live(long nowMillis) {
        return !tombstone && (expiresMillis.isEmpty() || expiresMillis.getAsLong() > nowMillis);
    }
}
