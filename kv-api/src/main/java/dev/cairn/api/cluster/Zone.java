package dev.cairn.api.cluster;

/**
 * What fails together: a rack in a data centre.
 *
 * @param datacentre the data centre's name
 * @param rack the rack's name in it
 */
public record Zone(String datacentre, String rack) {
    /** Where a node is that was not told. */
    public static final Zone DEFAULT = new Zone("dc1", "r1");

    @Override
    public String toString() {
        return datacentre + "/" + rack;
    }
}
