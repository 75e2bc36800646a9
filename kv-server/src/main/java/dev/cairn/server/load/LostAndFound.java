package dev.cairn.server.load;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import dev.cairn.server.http.Percent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder of values that were found at one node and nowhere else, a file for each bucket, in JSON
 * lines as {@code kv load} reads them. Nobody can tell whether such a value was lost or deleted
 * (CORRECTNESS rule 4), so it is left to the operator to bring it back. For one thread.
 */
public final class LostAndFound implements AutoCloseable {
    private final Path folder;
    private final Map<String, Found> buckets = new TreeMap<>();

    private static final class Found {
        private final Path file;
        private final OutputStream out;
        private long values;

        Found(Path file) throws IOException {
            this.file = file;
            this.out = new BufferedOutputStream(Files.newOutputStream(file));
        }
    }

    /**
     * What was found of a bucket.
     *
     * @param bucket which
     * @param file where it is
     * @param values how many values
     */
    public record Tally(String bucket, Path file, long values) {}

    /** Nothing found yet; files of an earlier search are replaced. */
    public LostAndFound(Path folder) {
        this.folder = folder;
    }

    /**
     * The values of an item that a cluster that has seen {@code seen} of its key lacks.
     *
     * @param nowMillis the time since 1970 at which expired values are none
     */
    public static List<Bytes> lacking(Item item, CausalContext seen, long nowMillis) {
        return item.live(nowMillis).stream()
                .filter(version -> !seen.contains(version.dot()))
                .map(Version::value)
                .toList();
    }

    /** Sets values aside; the last of a key's is the one that a load keeps. */
    public void add(Key key, List<Bytes> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        Found found = buckets.get(key.bucket());
        if (found == null) {
            Files.createDirectories(folder);
            found = new Found(folder.resolve(Percent.encode(key.bucket()) + ".jsonl"));
            buckets.put(key.bucket(), found);
        }
        for (Bytes value : values) {
            found.out.write(Format.JSONL.show(key.bytes(), value));
            found.values++;
        }
    }

    /** What was found, by bucket. */
    public List<Tally> tallies() {
        return buckets.entrySet().stream()
                .map(entry ->
                        new Tally(entry.getKey(), entry.getValue().file, entry.getValue().values))
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (Found found : buckets.values()) {
            found.out.close();
        }
    }
}
