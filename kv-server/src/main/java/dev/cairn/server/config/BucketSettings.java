package dev.cairn.server.config;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Consistency;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.Setting;
import java.time.Duration;
import java.util.Optional;

/**
 * The properties of one bucket or of all whose names have one prefix: sections of {@code buckets}.
 *
 * @param n copies of each key
 * @param r default read consistency
 * @param w default write consistency
 * @param resolver what becomes of concurrent writes
 * @param mode eventual or linearizable
 * @param blindWrites what a write without context does
 * @param ttl lifetime of a value that brings none; {@code 0ms} for ever
 * @param maxPairBytes largest key and value together
 * @param maxClockEntries longest clock shown
 */
record BucketSettings(
        @Setting("copies of each key") int n,
        @Setting("read consistency of requests that bring none: ONE, QUORUM, ALL, … or a number")
                String r,
        @Setting("write consistency of requests that bring none") String w,
        @Setting("what becomes of concurrent writes: the name of a resolver plugin")
                String resolver,
        @Setting("eventual, or linearizable: each key a register that its owners decide")
                BucketProperties.Mode mode,
        @Setting("what a write without context does: supersede, sibling or refuse")
                BucketProperties.BlindWrites blindWrites,
        @Setting("lifetime of a value that brings none; 0ms for ever") Duration ttl,
        @Setting("largest key and value together") int maxPairBytes,
        @Setting("longest clock shown to clients") int maxClockEntries) {
    static final BucketSettings DEFAULT = of(BucketProperties.DEFAULT);

    BucketSettings {
        checkLevel("r", r, n);
        checkLevel("w", w, n);
    }

    private static BucketSettings of(BucketProperties properties) {
        return new BucketSettings(
                properties.n(),
                properties.r().toString(),
                properties.w().toString(),
                properties.resolver(),
                properties.mode(),
                properties.blindWrites(),
                properties.ttl().orElse(Duration.ZERO),
                properties.maxPairBytes(),
                properties.maxClockEntries());
    }

    BucketSettings withResolver(String name) {
        return new BucketSettings(
                n, r, w, name, mode, blindWrites, ttl, maxPairBytes, maxClockEntries);
    }

    /**
     * As the rest of the system knows them; throws {@link IllegalArgumentException} for a value out
     * of its range.
     */
    BucketProperties properties() {
        return new BucketProperties(
                0,
                n,
                Consistency.parse(r),
                Consistency.parse(w),
                resolver,
                mode,
                blindWrites,
                ttl.isZero() ? Optional.empty() : Optional.of(ttl),
                maxPairBytes,
                maxClockEntries);
    }

    private static void checkLevel(String name, String text, int n) {
        try {
            if (Consistency.parse(text) instanceof Consistency.Count(int replicas)
                    && replicas > n) {
                throw new IllegalArgumentException(
                        name + " asks for " + replicas + " of " + n + " copies");
            }
        } catch (KvException unknown) {
            throw new IllegalArgumentException(name + ": " + unknown.error().detail(), unknown);
        }
    }
}
