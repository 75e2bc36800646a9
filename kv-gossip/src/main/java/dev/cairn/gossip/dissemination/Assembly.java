package dev.cairn.gossip.dissemination;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Dissemination.Value;
import dev.cairn.gossip.dissemination.GossipMessage.Part;
import dev.cairn.gossip.dissemination.GossipMessage.Want;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A version of a value on its way to this node. The first part says how large the whole is; the
 * checksum over it all decides whether the parts were of one piece.
 */
final class Assembly {
    /** Rounds without a new part, or with parts that do not fit together, until it is given up. */
    private static final int MAX_DISAPPOINTMENTS = 4;

    private static final long ALL = -1L;

    private final String name;
    private final long version;
    private NodeId source;
    private byte @Nullable [] content;
    private int checksum;
    private long missing = ALL;
    private boolean progress;
    private int disappointments;

    Assembly(String name, long version, NodeId source) {
        this.name = name;
        this.version = version;
        this.source = source;
    }

    long version() {
        return version;
    }

    /** Who said last that it has this version. */
    NodeId source() {
        return source;
    }

    void hasSource(NodeId other) {
        source = other;
    }

    /** What is still to be asked for. */
    Want want() {
        return new Want(name, version, missing);
    }

    /** Takes a part; the value, when it was the last. */
    Optional<Value> take(Part part) {
        byte[] whole = content;
        if (whole == null) {
            whole = new byte[part.size()];
            content = whole;
            checksum = part.checksum();
            missing = ALL >>> (Long.SIZE - Values.parts(part.size()));
        }
        boolean fits = part.size() == whole.length && part.checksum() == checksum;
        long bit = 1L << part.index();
        if (!fits || (missing & bit) == 0) {
            return Optional.empty();
        }
        part.content().copyTo(whole, part.index() * Values.PART_BYTES);
        missing &= ~bit;
        progress = true;
        return missing == 0 ? whole(whole) : Optional.empty();
    }

    private Optional<Value> whole(byte[] whole) {
        Value value = new Value(name, version, Bytes.wrap(whole));
        if (Values.checksum(value) == checksum) {
            return Optional.of(value);
        }
        content = null;
        missing = ALL;
        disappointments++;
        return Optional.empty();
    }

    /** A tick has passed; whether it is worth asking again, because nothing came. */
    boolean isStuck() {
        boolean stuck = !progress;
        progress = false;
        disappointments += stuck ? 1 : 0;
        return stuck;
    }

    boolean isHopeless() {
        return disappointments >= MAX_DISAPPOINTMENTS;
    }
}
