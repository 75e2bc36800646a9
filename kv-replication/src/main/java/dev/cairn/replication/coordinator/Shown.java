package dev.cairn.replication.coordinator;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Sibling;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import java.util.ArrayList;
import java.util.List;

/** What readers are shown of an item. Only here clocks are cut (CORRECTNESS rule 3). */
public final class Shown {
    private Shown() {}

    /** The siblings of an item as a reader at {@code nowMillis} since 1970 sees them. */
    public static List<Sibling> siblings(
            Item item, ConflictResolver resolver, BucketProperties bucket, long nowMillis) {
        List<Version> resolved = resolver.read(item, nowMillis);
        List<Sibling> siblings = new ArrayList<>(resolved.size());
        for (Version version : resolved) {
            siblings.add(
                    new Sibling(
                            version.value(),
                            with(version, version.past(), bucket).clock(),
                            version.timestamp().millis(),
                            version.expiresMillis()));
        }
        return List.copyOf(siblings);
    }

    /**
     * {@code seen} and the version's own dot, cut to what the bucket shows; the dot itself always
     * stays.
     */
    static CausalContext with(Version version, CausalContext seen, BucketProperties bucket) {
        long seconds = version.timestamp().millis() / 1000;
        CausalContext whole = seen.with(version.dot(), seconds);
        int limit = bucket.maxClockEntries();
        return whole.size() <= limit ? whole : seen.cut(limit - 1).with(version.dot(), seconds);
    }
}
