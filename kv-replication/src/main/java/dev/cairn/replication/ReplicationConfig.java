package dev.cairn.replication;

import dev.cairn.api.spi.Setting;
import dev.cairn.replication.coordinator.OperationTable;

/**
 * What can be set of the replication.
 *
 * @param maxInFlight requests under way in one lane
 * @param maxWaiting writes and reads of one lane that wait for the disk
 */
public record ReplicationConfig(
        @Setting("requests under way in one lane, 1 to 65536; more are answered OVERLOADED at once")
                int maxInFlight,
        @Setting(
                        "operations of one lane that wait for the disk, reads and writes each; more are answered OVERLOADED")
                int maxWaiting) {
    /** 4,096 requests and 16,384 waiting operations a lane. */
    public static final ReplicationConfig DEFAULT = new ReplicationConfig(4096, 16_384);

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
    }
}
