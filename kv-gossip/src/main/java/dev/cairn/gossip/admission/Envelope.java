package dev.cairn.gossip.admission;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;

/**
 * What stands before every message of a failure detector.
 *
 * <pre>
 * u8 version · i64 cluster · i64 storage · u8 kind
 * </pre>
 *
 * @param cluster the sender's cluster
 * @param storage the random id of the sender's data directory; 0 for none
 * @param kind 0 for a refusal, others as the detector says
 */
public record Envelope(ClusterId cluster, long storage, int kind) {
    /** Bytes it takes. */
    public static final int BYTES = 18;

    /**
     * The kind of message that tells a node that its name is taken; the refused storage follows.
     */
    static final int REFUSAL = 0;

    private static final int VERSION = 1;

    /** Writes it. */
    public WireWriter writeTo(WireWriter out) {
        return out.u8(VERSION).i64(cluster.value()).i64(storage).u8(kind);
    }

    /** Reads one or throws {@link MalformedException}. */
    static Envelope read(WireReader in) {
        if (in.u8() != VERSION) {
            throw new MalformedException("expected detector message version " + VERSION);
        }
        return new Envelope(new ClusterId(in.i64()), in.i64(), in.u8());
    }
}
