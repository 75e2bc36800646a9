package dev.cairn.lsm.log;

import dev.cairn.api.env.Directory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The segments found in a directory, oldest first.
 *
 * @param all number and size of each
 */
public record LogSegments(List<Known> all) {
    private static final int COPIED_AT_ONCE = 256 << 10;

    /**
     * A segment that is not being written.
     *
     * @param number its number
     * @param size its bytes
     */
    public record Known(long number, long size) {
        /**
         * Puts the bytes on stable storage in a file of their own, which is to take the place of
         * the former, longer or never synced.
         */
        void copy(Directory directory) throws IOException {
            String name = LogFormat.name(number);
            String copy = LogFormat.copyName(number);
            directory.delete(copy);
            try (Directory.ReadableFile source = directory.open(name);
                    Directory.WritableFile target = directory.create(copy)) {
                ByteBuffer part = ByteBuffer.allocateDirect(COPIED_AT_ONCE);
                for (long at = 0; at < size; at += part.limit()) {
                    part.clear().limit((int) Math.min(part.capacity(), size - at));
                    source.read(at, part);
                    target.write(part.flip());
                }
                target.sync();
            }
        }
    }

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

    /** Whether there is nothing in them but headers and room not used yet. */
    public boolean areEmpty(Directory directory) throws IOException {
        for (Known segment : all) {
            try (Arena arena = Arena.ofConfined()) {
                if (SegmentReader.load(directory, segment, arena).used() > LogFormat.HEADER_BYTES) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Those from {@code first} on. */
    public LogSegments from(long first) {
        return new LogSegments(all.stream().filter(segment -> segment.number() >= first).toList());
    }

    /** Deletes copies that a crash left unfinished. */
    public static void deleteCopies(Directory directory) throws IOException {
        for (String name : directory.list()) {
            if (LogFormat.isCopy(name)) {
                directory.delete(name);
            }
        }
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
