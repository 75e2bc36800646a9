package dev.cairn.replication.repair;

import java.time.Duration;

/**
 * How eagerly replicas compare themselves.
 *
 * @param interval time between two steps of the round over all slices
 * @param slicesPerStep how many slices each step compares with their other owners
 * @param bytesPerSecond what one lane sends other replicas in keys and items, as a mean
 */
public record RepairConfig(Duration interval, int slicesPerStep, long bytesPerSecond) {
    /** 512 slices every half second, so a round over all 65,536 takes 64 s; 16 MiB a second. */
    public static final RepairConfig DEFAULT =
            new RepairConfig(Duration.ofMillis(500), 512, 16 << 20);
}
