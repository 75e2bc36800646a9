package dev.cairn.lsm.log;

import dev.cairn.api.env.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The segments found in a directory, oldest first.
 *
 * @param all number and size of each
 */
public record LogSegments(List<Known> all) {
    /**
     * A segment that is not being written.
     *
     * @param number its number
     * @param size its bytes
     */
    public record Known(long number, long size) {}

    /** Copies the list. */
    public LogSegments {
        all = List.copyOf(all);
    }

    /** The segments in {@code directory}. */
    public static LogSegments list(Directory directory) throws IOException {
        List<Known> found = new ArrayList<>();
        for (String name : directory.list()) {
            long number = LogFormat.number(name);
            if (number >= 0) {
                try (Directory.ReadableFile file = directory.open(name)) {
                    found.add(new Known(number, file.size()));
                }
            }
        }
        found.sort(Comparator.comparingLong(Known::number));
        return new LogSegments(found);
    }

    /** Whether there is no room for a record in any. */
    public boolean isEmpty() {
        return all.stream().allMatch(segment -> segment.size() <= LogFormat.HEADER_BYTES);
    }

    /** Those from {@code first} on. */
    public LogSegments from(long first) {
        return new LogSegments(all.stream().filter(segment -> segment.number() >= first).toList());
    }

    /** Deletes those before {@code first}. */
    public void deleteBefore(Directory directory, long first) throws IOException {
        for (Known segment : all) {
            if (segment.number() < first) {
                directory.delete(LogFormat.name(segment.number()));
            }
        }
    }
}
