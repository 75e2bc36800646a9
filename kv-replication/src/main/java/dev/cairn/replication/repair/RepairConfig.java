package dev.cairn.replication.repair;

import java.time.Duration;

/**
 * How eagerly replicas compare themselves.
 *
 * @param interval time between two steps of the round over all slices
 * @param slicesPerStep how many slices each step compares with their other owners
 * @param bytesPerSecond what one lane sends other replicas in keys and items, as a mean
 * @param believed how long the hash of a slice stands in for it while nothing is written
 */
public record RepairConfig(
        Duration interval, int slicesPerStep, long bytesPerSecond, Duration believed) {
    int stepsUntilDoubt() {
        return (int) Math.min(Integer.MAX_VALUE, believed.dividedBy(interval));
    }
}
