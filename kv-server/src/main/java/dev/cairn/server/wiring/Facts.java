package dev.cairn.server.wiring;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.LoadReport;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;

/**
 * What a member says of itself to all others, as the dissemination's fact {@value #NAME}:
 *
 * <pre>
 *   format u8 = 1 · requests per second, IEEE 754 double, i64 · stored bytes i64 · version text
 *   · draining u8: 1 yes
 * </pre>
 *
 * @param load its load
 * @param version its software version; empty while unknown
 * @param draining whether it is on its way out of service
 */
public record Facts(LoadReport load, String version, boolean draining) {
    /** Nothing heard yet. */
    public static final Facts NONE = new Facts(LoadReport.NONE, "", false);

    static final String NAME = "node";
    private static final int FORMAT = 1;

    Bytes encoded() {
        return new WireWriter(64)
                .u8(FORMAT)
                .i64(Double.doubleToLongBits(load.requestsPerSecond()))
                .i64(load.storedBytes())
                .text(version)
                .u8(draining ? 1 : 0)
                .toBytes();
    }

    /** Reads {@link #encoded}; another version's fact, or none of ours, says nothing. */
    static Facts decode(Bytes encoded) {
        try {
            WireReader reader = new WireReader(encoded);
            if (reader.u8() != FORMAT) {
                return NONE;
            }
            LoadReport load = new LoadReport(Double.longBitsToDouble(reader.i64()), reader.i64());
            String version = reader.text();
            return new Facts(load, version, reader.remaining() > 0 && reader.u8() == 1);
        } catch (MalformedException notOurs) {
            return NONE;
        }
    }
}
