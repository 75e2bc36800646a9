package dev.cairn.api.cluster;

/**
 * What a node says of its own load.
 *
 * @param requestsPerSecond client requests coordinated, averaged over the last seconds
 * @param storedBytes size of its data on disk, in bytes
 */
public record LoadReport(double requestsPerSecond, long storedBytes) {
    /** Nothing known. */
    public static final LoadReport NONE = new LoadReport(0, 0);
}
