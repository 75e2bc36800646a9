package dev.cairn.api.cluster;

/**
 * What a node says of its own load.
 *
 * @param requestsPerSecond client requests coordinated, averaged over the last seconds
 * @param storedBytes size of its data on disk, in bytes
 * @param rebuildingSlices slices that a lost disk held and that it has yet to read from the others;
 *     it counts in no read of those
 */
public record LoadReport(double requestsPerSecond, long storedBytes, int rebuildingSlices) {
    /** Nothing known. */
    public static final LoadReport NONE = new LoadReport(0, 0);

    /** Of a node that rebuilds nothing. */
    public LoadReport(double requestsPerSecond, long storedBytes) {
        this(requestsPerSecond, storedBytes, 0);
    }
}
