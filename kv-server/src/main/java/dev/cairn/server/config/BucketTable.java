package dev.cairn.server.config;

import dev.cairn.api.BucketProperties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The properties that were set while the cluster ran, by bucket; what is not here is as the
 * configuration says. One version of it is one content. As text, drawn in docs/formats/registers.md
 * under "buckets":
 *
 * <pre>
 *   version 7
 *   visits 7 open n=3 r=QUORUM w=QUORUM resolver=counter …
 * </pre>
 *
 * Immutable.
 *
 * @param version grows with every change; 0 for none yet
 * @param entries by name; each has the version that set it
 */
public record BucketTable(long version, SortedMap<String, Entry> entries) {
    /** Nothing was ever set. */
    public static final BucketTable EMPTY = new BucketTable(0, new TreeMap<>());

    /** More are not kept: the table is one value that all nodes hold. */
    private static final int MAX_ENTRIES = 1024;

    private static final String VERSION = "version ";

    /**
     * One bucket.
     *
     * @param properties its properties
     * @param closed whether it takes no writes, since properties change that data depends on
     */
    public record Entry(BucketProperties properties, boolean closed) {}

    /** Copies the entries. */
    public BucketTable {
        entries = new TreeMap<>(entries);
    }

    /** The buckets that take no writes for the moment. */
    public Set<String> closed() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().closed())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * This table after a change; throws {@link IllegalArgumentException} when it would have too
     * many entries.
     */
    public BucketTable with(String bucket, BucketProperties properties, boolean closed) {
        SortedMap<String, Entry> changed = new TreeMap<>(entries);
        long next = version + 1;
        changed.put(bucket, new Entry(BucketEdit.in(properties, next), closed));
        if (changed.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "at most " + MAX_ENTRIES + " buckets have properties of their own");
        }
        return new BucketTable(next, changed);
    }

    /** What was set in the place of what the configuration says. */
    public Buckets over(Buckets initial) {
        Map<String, BucketProperties> all = new LinkedHashMap<>(initial.entries());
        entries.forEach((name, entry) -> all.put(name, entry.properties()));
        return new Buckets(all);
    }

    /** The table as text, a line each. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(VERSION + version);
        entries.forEach((name, entry) -> lines.add(line(name, entry)));
        return lines;
    }

    private static String line(String name, Entry entry) {
        StringBuilder line = new StringBuilder(name);
        line.append(' ').append(entry.properties().version());
        line.append(entry.closed() ? " closed" : " open");
        BucketEdit.show(entry.properties())
                .forEach((property, value) -> line.append(' ').append(property + "=" + value));
        return line.toString();
    }

    /** Reads {@link #lines}; throws {@link IllegalArgumentException} for anything else. */
    public static BucketTable of(List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().startsWith(VERSION)) {
            throw new IllegalArgumentException("no table of buckets");
        }
        long version = number(lines.getFirst().substring(VERSION.length()));
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> words = List.of(line.split(" "));
            if (words.size() < 3 || !List.of("open", "closed").contains(words.get(2))) {
                throw new IllegalArgumentException("no entry of a bucket: " + line);
            }
            BucketProperties properties =
                    BucketEdit.apply(
                            BucketProperties.DEFAULT,
                            BucketEdit.pairs(words.subList(3, words.size())));
            Entry entry =
                    new Entry(
                            BucketEdit.in(properties, number(words.get(1))),
                            words.get(2).equals("closed"));
            entries.put(words.getFirst(), entry);
        }
        return new BucketTable(version, entries);
    }

    private static long number(String text) {
        return Values.wholeNumber(text, 0, Long.MAX_VALUE);
    }
}
