package dev.cairn.server.config;

import dev.cairn.api.BucketProperties;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Bucket properties by name or, where the name ends in {@code *}, by prefix. The exact name wins,
 * then the longest prefix, then {@code default}. Immutable.
 */
public final class Buckets {
    /** The entry that holds where no other does. */
    public static final String DEFAULT = "default";

    private final SortedMap<String, BucketProperties> entries;
    private final BucketProperties otherwise;

    /** Entries by name; {@link #DEFAULT} is among them. */
    public Buckets(Map<String, BucketProperties> entries) {
        BucketProperties common = entries.get(DEFAULT);
        if (common == null) {
            throw new IllegalArgumentException("there is no entry \"" + DEFAULT + "\"");
        }
        this.entries = new TreeMap<>(entries);
        this.otherwise = common;
    }

    /** The properties of a bucket. */
    public BucketProperties of(String bucket) {
        BucketProperties exact = entries.get(bucket);
        if (exact != null) {
            return exact;
        }
        BucketProperties best = otherwise;
        int longest = 0;
        for (Map.Entry<String, BucketProperties> entry : entries.entrySet()) {
            String name = entry.getKey();
            boolean prefix =
                    name.endsWith("*") && bucket.startsWith(name.substring(0, name.length() - 1));
            if (prefix && name.length() > longest) {
                longest = name.length();
                best = entry.getValue();
            }
        }
        return best;
    }

    /** The replica counts there are, each once. */
    public Set<Integer> replicas() {
        return entries.values().stream().map(BucketProperties::n).collect(Collectors.toSet());
    }

    /** All entries. */
    public Map<String, BucketProperties> entries() {
        return Map.copyOf(entries);
    }
}
