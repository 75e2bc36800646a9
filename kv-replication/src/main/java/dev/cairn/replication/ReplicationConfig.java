package dev.cairn.replication;

import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.Setting;
import dev.cairn.replication.load.Spares;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.repair.RepairConfig;
import java.time.Duration;

/**
 * What can be set of the replication.
 *
 * @param maxInFlight requests under way in one lane
 * @param maxWaiting writes and reads of one lane that wait for the disk
 * @param repairInterval time between two steps of anti-entropy
 * @param repairSlices slices compared in a step
 * @param repairBytesPerSecond what one lane sends other replicas in repairs
 * @param transferBytesPerSecond what one lane sends and receives of ranges that change owners
 * @param roundInterval time between two rounds of deletes of a slice
 * @param spareReads percent of reads that may ask an owner more
 * @param watchKeys keys written last that a node remembers for watchers
 * @param scrubInterval time in which a node looks once at all that it stores
 * @param scrubBytesPerSecond how fast it reads its disk for that
 */
public record ReplicationConfig(
        @Setting("requests under way in one lane, 1 to 65536; more are answered OVERLOADED at once")
                int maxInFlight,
        @Setting(
                        "operations of one lane that wait for the disk, reads and writes each; more are answered OVERLOADED")
                int maxWaiting,
        @Setting("time between two steps in which a node compares slices with their other owners")
                Duration repairInterval,
        @Setting(
                        "slices compared in a step; a round over all 65,536 takes as many steps as it needs")
                int repairSlices,
        @Setting("what one lane sends other replicas in such repairs, in bytes a second")
                long repairBytesPerSecond,
        @Setting("what one lane sends and receives of ranges that change owners, in bytes a second")
                long transferBytesPerSecond,
        @Setting(
                        "time between two rounds of deletes of a slice; a tombstone goes after nine, once all members have taken part")
                Duration roundInterval,
        @Setting(
                        "percent of reads that may ask one owner more when an answer is later than usual; 0: none, 100: all reads ask all owners")
                int spareReads,
        @Setting(
                        "keys written last that a node remembers while anybody watches; a watcher further behind is told to read anew")
                int watchKeys,
        @Setting(
                        "time in which a node reads back all that it stores, to find damage before it is needed")
                Duration scrubInterval,
        @Setting("how fast it reads its disk for that, in bytes a second")
                long scrubBytesPerSecond) {
    private static final Duration LEAST_INTERVAL = Duration.ofMillis(10);

    private static final Duration LEAST_ROUND = Duration.ofSeconds(1);

    private static final long LEAST_BYTES = 64 << 10;

    /**
     * 4,096 requests and 16,384 waiting operations a lane; 512 slices every half second, so that a
     * round over all takes 64 s at most, 16 MiB/s of repairs and 64 MiB/s of ranges that move; a
     * round of deletes a minute; a spare question for 5 of 100 reads; 131,072 keys, some 10 MiB,
     * for watchers; all that is stored read back once a day, at 16 MiB/s.
     */
    public static final ReplicationConfig DEFAULT =
            new ReplicationConfig(
                    4096,
                    16_384,
                    Duration.ofMillis(500),
                    512,
                    16 << 20,
                    64 << 20,
                    Duration.ofSeconds(60),
                    5,
                    131_072,
                    Duration.ofDays(1),
                    16 << 20);

    /** Checks the ranges; throws {@link IllegalArgumentException}. */
    public ReplicationConfig {
        if (maxInFlight < 1 || maxInFlight > OperationTable.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "max-in-flight is 1 to "
                            + OperationTable.MAX_CAPACITY
                            + ", not "
                            + maxInFlight);
        }
        if (maxWaiting < 1) {
            throw new IllegalArgumentException("max-waiting is at least 1, not " + maxWaiting);
        }
        if (repairInterval.compareTo(LEAST_INTERVAL) < 0) {
            throw new IllegalArgumentException(
                    "repair-interval is at least 10ms, not " + repairInterval);
        }
        if (repairSlices < 1 || repairSlices > Slices.COUNT) {
            throw new IllegalArgumentException(
                    "repair-slices is 1 to " + Slices.COUNT + ", not " + repairSlices);
        }
        if (roundInterval.compareTo(LEAST_ROUND) < 0) {
            throw new IllegalArgumentException(
                    "round-interval is at least 1s, not " + roundInterval);
        }
        if (spareReads < 0 || spareReads > Spares.ALWAYS) {
            throw new IllegalArgumentException("spare-reads is 0 to 100, not " + spareReads);
        }
        if (watchKeys < 1) {
            throw new IllegalArgumentException("watch-keys is at least 1, not " + watchKeys);
        }
        if (scrubInterval.compareTo(LEAST_ROUND) < 0) {
            throw new IllegalArgumentException(
                    "scrub-interval is at least 1s, not " + scrubInterval);
        }
        checkRate("scrub-bytes-per-second", scrubBytesPerSecond);
        checkRate("repair-bytes-per-second", repairBytesPerSecond);
        checkRate("transfer-bytes-per-second", transferBytesPerSecond);
    }

    private static void checkRate(String name, long rate) {
        if (rate < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    name + " is at least " + LEAST_BYTES + ", not " + rate);
        }
    }

    /** A configuration of so many requests and waiting operations, all else as by default. */
    public static ReplicationConfig bounded(int maxInFlight, int maxWaiting) {
        return new ReplicationConfig(
                maxInFlight,
                maxWaiting,
                DEFAULT.repairInterval,
                DEFAULT.repairSlices,
                DEFAULT.repairBytesPerSecond,
                DEFAULT.transferBytesPerSecond,
                DEFAULT.roundInterval,
                DEFAULT.spareReads,
                DEFAULT.watchKeys,
                DEFAULT.scrubInterval,
                DEFAULT.scrubBytesPerSecond);
    }

    /** The same with spare questions for so many of a hundred reads. */
    public ReplicationConfig withSpareReads(int percent) {
        return new ReplicationConfig(
                maxInFlight,
                maxWaiting,
                repairInterval,
                repairSlices,
                repairBytesPerSecond,
                transferBytesPerSecond,
                roundInterval,
                percent,
                watchKeys,
                scrubInterval,
                scrubBytesPerSecond);
    }

    /** The same with a round of deletes so often. */
    public ReplicationConfig withRoundInterval(Duration interval) {
        return new ReplicationConfig(
                maxInFlight,
                maxWaiting,
                repairInterval,
                repairSlices,
                repairBytesPerSecond,
                transferBytesPerSecond,
                interval,
                spareReads,
                watchKeys,
                scrubInterval,
                scrubBytesPerSecond);
    }

    /** The same with so many keys remembered for watchers. */
    public ReplicationConfig withWatchKeys(int keys) {
        return new ReplicationConfig(
                maxInFlight,
                maxWaiting,
                repairInterval,
                repairSlices,
                repairBytesPerSecond,
                transferBytesPerSecond,
                roundInterval,
                spareReads,
                keys,
                scrubInterval,
                scrubBytesPerSecond);
    }

    /** The same with a look at all that is stored so often. */
    public ReplicationConfig withScrubInterval(Duration interval) {
        return new ReplicationConfig(
                maxInFlight,
                maxWaiting,
                repairInterval,
                repairSlices,
                repairBytesPerSecond,
                transferBytesPerSecond,
                roundInterval,
                spareReads,
                watchKeys,
                interval,
                scrubBytesPerSecond);
    }

    /** How eagerly replicas compare themselves. */
    RepairConfig repair() {
        return new RepairConfig(repairInterval, repairSlices, repairBytesPerSecond, scrubInterval);
    }
}
