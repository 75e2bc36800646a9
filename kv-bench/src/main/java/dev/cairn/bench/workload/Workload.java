package dev.cairn.bench.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is measured, in db_bench's words where it has one. */
public enum Workload {
    /** Puts in the order of the keys into an empty store; not synced. */
    FILLSEQ(On.EMPTY, 1, Does.FILL_IN_ORDER),
    /** Puts in random order into an empty store, which the workloads behind it read. */
    FILLRANDOM(On.NEW_MAIN, 1, Does.FILL_AT_RANDOM),
    /** Reads of random keys that are there, from the store as the fill left it. */
    READRANDOM(On.MAIN, 1, Does.READ),
    /** The same with two threads. */
    READRANDOM2(On.MAIN, 2, Does.READ),
    /** Reads of keys that are not there, among those that are. */
    READMISSING(On.MAIN, 1, Does.MISS),
    /** The same with two threads. */
    READMISSING2(On.MAIN, 2, Does.MISS),
    /** Seeks a random key and reads it and the ten behind it. */
    SEEKRANDOM(On.MAIN, 1, Does.SEEK),
    /** Reads everything, forward. */
    SCAN(On.MAIN, 1, Does.SCAN),
    /** Reads beside a thread that puts 20,000 pairs a second. */
    READWHILEWRITING(On.MAIN, 1, Does.READ_BESIDE_WRITER),
    /** Puts of random keys that are there; not synced. */
    OVERWRITE(On.MAIN, 1, Does.OVERWRITE),
    /** Half reads, half puts, as fast as it goes. */
    MIXED(On.MAIN, 1, Does.MIX),
    /** The same at half the speed of the slowest engine: latency under a load that all can bear. */
    PACED(On.MAIN, 1, Does.MIX_AT_RATE),
    /** Merges the store into its best shape for reads. */
    COMPACT(On.MAIN, 1, Does.COMPACT),
    /** Reads of the compacted store. */
    READRANDOM_COMPACTED(On.MAIN, 1, Does.READ),
    /** The same with two threads. */
    READRANDOM2_COMPACTED(On.MAIN, 2, Does.READ),
    /** Reads of what is not in the compacted store. */
    READMISSING_COMPACTED(On.MAIN, 1, Does.MISS),
    /** Seeks in the compacted store. */
    SEEKRANDOM_COMPACTED(On.MAIN, 1, Does.SEEK),
    /** A scan of the compacted store. */
    SCAN_COMPACTED(On.MAIN, 1, Does.SCAN),
    /** Three times as many overwrites as there are pairs, then quiet: bytes written, size. */
    AMPLIFY(On.MAIN, 1, Does.OVERWRITE_THRICE),
    /** Puts, each on stable storage on return. */
    FILLSYNC(On.EMPTY_SYNCED, 1, Does.FILL_AT_RANDOM),
    /** The same with four threads. */
    FILLSYNC4(On.EMPTY_SYNCED, 4, Does.FILL_AT_RANDOM),
    /** The same with sixteen threads. */
    FILLSYNC16(On.EMPTY_SYNCED, 16, Does.FILL_AT_RANDOM),
    /**
     * Opens a store as a kill left it, with all its pairs, 110 MB of them at most, in the log
     * alone.
     */
    REPLAY(On.KILLED, 1, Does.OPEN);

    /** Which store. */
    enum On {
        /** A new one, gone afterwards. */
        EMPTY,
        /** A new one, whose puts wait for stable storage, gone afterwards. */
        EMPTY_SYNCED,
        /** A new one that stays. */
        NEW_MAIN,
        /** The one that stayed, filled when there is none. */
        MAIN,
        /** A copy of the files of one that is open, gone afterwards. */
        KILLED
    }

    /** Does what. */
    enum Does {
        FILL_IN_ORDER,
        FILL_AT_RANDOM,
        OVERWRITE,
        OVERWRITE_THRICE,
        READ,
        MISS,
        SEEK,
        SCAN,
        READ_BESIDE_WRITER,
        MIX,
        MIX_AT_RATE,
        COMPACT,
        OPEN
    }

    private final On on;
    private final int threads;
    private final Does does;

    Workload(On on, int threads, Does does) {
        this.on = on;
        this.threads = threads;
        this.does = does;
    }

    On on() {
        return on;
    }

    int threads() {
        return threads;
    }

    Does does() {
        return does;
    }

    /** Whether it has no end of its own and runs for as long as it is told. */
    public boolean timed() {
        return on == On.EMPTY_SYNCED || reads();
    }

    /** Whether it reads, so that it wants a warm cache. */
    boolean reads() {
        return switch (does) {
            case READ, MISS, SEEK, SCAN, READ_BESIDE_WRITER, MIX, MIX_AT_RATE -> true;
            case FILL_IN_ORDER, FILL_AT_RANDOM, OVERWRITE, OVERWRITE_THRICE, COMPACT, OPEN -> false;
        };
    }

    /** Whether it changes the store, so that the cache is not the store's any more. */
    boolean writes() {
        return switch (does) {
            case READ, MISS, SEEK, SCAN -> false;
            default -> true;
        };
    }

    /** Whether its costs end with the background work that it brought about. */
    boolean settles() {
        return !reads();
    }

    /** Its name on the command line and in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The workload of that label; throws {@link IllegalArgumentException}. */
    public static Workload labelled(String label) {
        return Arrays.stream(values())
                .filter(workload -> workload.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no workload is called " + label + "; there are " + labels()));
    }

    /** All labels. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Workload::label).toList();
    }
}
