package dev.cairn.server.wiring;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.LoadReport;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;

/**
 * What a member says of itself to all others, as the dissemination's fact {@value #NAME}:
 *
 * <pre>
 *   format u8 = 1 · requests per second, IEEE 754 double, i64 · stored bytes i64 · version text
 *   · draining u8: 1 yes · slices to rebuild varint · storage i64; what is left out at the end is 0
 * </pre>
 *
 * @param load its load
 * @param version its software version; empty while unknown
 * @param draining whether it is on its way out of service
 * @param storage the id of the data directory of which it tells; 0: not said
 */
public record Facts(LoadReport load, String version, boolean draining, long storage) {
    /** Nothing heard yet. */
    public static final Facts NONE = new Facts(LoadReport.NONE, "", false, 0);

    static final String NAME = "node";
    private static final int FORMAT = 1;

    /** Slices are counted for each number of copies. */
    private static final int MAX_REBUILDING = BucketProperties.MAX_REPLICAS * Slices.COUNT;

    Bytes encoded() {
        return new WireWriter(64)
                .u8(FORMAT)
                .i64(Double.doubleToLongBits(load.requestsPerSecond()))
                .i64(load.storedBytes())
                .text(version)
                .u8(draining ? 1 : 0)
                .varint(load.rebuildingSlices())
                .i64(storage)
                .toBytes();
    }

    /** Reads {@link #encoded}; another version's fact, or none of ours, says nothing. */
    static Facts decode(Bytes encoded) {
        try {
            WireReader reader = new WireReader(encoded);
            if (reader.u8() != FORMAT) {
                return NONE;
            }
            double rate = Double.longBitsToDouble(reader.i64());
            long stored = reader.i64();
            String version = reader.text();
            boolean draining = reader.remaining() > 0 && reader.u8() == 1;
            int rebuilding = reader.remaining() == 0 ? 0 : reader.varint(MAX_REBUILDING);
            long storage = reader.remaining() == 0 ? 0 : reader.i64();
            return new Facts(new LoadReport(rate, stored, rebuilding), version, draining, storage);
        } catch (MalformedException notOurs) {
            return NONE;
        }
    }

    /**
     * What they tell of the data directory on which the cluster lists the member: where they are of
     * another one, nothing of it is known to be there.
     *
     * @param listed the directory's id; 0: none yet
     */
    Facts of(long listed) {
        if (storage == 0 || listed == 0 || storage == listed) {
            return this;
        }
        LoadReport unknown =
                new LoadReport(load.requestsPerSecond(), load.storedBytes(), Slices.COUNT);
        return new Facts(unknown, version, draining, storage);
    }
}
