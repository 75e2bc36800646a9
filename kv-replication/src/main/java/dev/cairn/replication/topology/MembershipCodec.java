package dev.cairn.replication.topology;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.TopologyCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.topology.MembershipMessage.Announce;
import dev.cairn.replication.topology.MembershipMessage.Declined;
import dev.cairn.replication.topology.MembershipMessage.Overdue;
import dev.cairn.replication.topology.MembershipMessage.Progress;
import dev.cairn.replication.topology.MembershipMessage.Replacing;
import dev.cairn.replication.topology.MembershipMessage.Update;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The bytes of {@link MembershipMessage}s, drawn in docs/formats/topology.md. */
public final class MembershipCodec {
    /** The version of the format, the first byte. */
    public static final int FORMAT = 1;

    private static final int ANNOUNCE = 1;
    private static final int DECLINED = 2;
    private static final int PROGRESS = 3;
    private static final int UPDATE = 4;
    private static final int REPLACING = 5;
    private static final int OVERDUE = 6;

    private static final int MOST_DEAD = 1 << 16;

    private MembershipCodec() {}

    /** Encodes a message. */
    public static Bytes encode(MembershipMessage message) {
        WireWriter writer = new WireWriter(64).u8(FORMAT);
        switch (message) {
            case Announce announce ->
                    TopologyCodec.writeMember(announce.joiner(), writer.u8(ANNOUNCE));
            case Declined declined -> writer.u8(DECLINED).text(declined.why());
            case Progress progress -> {
                writer.u8(PROGRESS).i64(progress.storage()).varint(progress.incarnation());
                writer.varint(progress.epoch()).varint(progress.arrived());
            }
            case Replacing replacing -> {
                TopologyCodec.writeMember(replacing.joiner(), writer.u8(REPLACING));
                writer.text(replacing.lost().name());
            }
            case Overdue overdue -> {
                writer.u8(OVERDUE).varint(overdue.dead().size());
                overdue.dead().forEach(node -> writer.text(node.name()));
            }
            case Update update -> writer.u8(UPDATE).bytes(TopologyCodec.encode(update.topology()));
        }
        return writer.toBytes();
    }

    /**
     * Decodes a message; throws {@link MalformedException} for what {@link #encode} did not write.
     */
    public static MembershipMessage decode(MemorySegment encoded) {
        try {
            WireReader reader = new WireReader(encoded);
            int format = reader.u8();
            if (format != FORMAT) {
                throw new MalformedException(
                        "expected membership format " + FORMAT + ", read " + format);
            }
            MembershipMessage message = read(reader.u8(), reader);
            reader.end();
            return message;
        } catch (KvException | IllegalArgumentException invalid) {
            throw new MalformedException("a field has no valid value: " + invalid.getMessage());
        }
    }

    private static MembershipMessage read(int type, WireReader reader) {
        return switch (type) {
            case ANNOUNCE -> new Announce(TopologyCodec.readMember(reader));
            case DECLINED -> new Declined(reader.text());
            case PROGRESS ->
                    new Progress(reader.i64(), reader.varint(), reader.varint(), reader.varint());
            case UPDATE -> new Update(TopologyCodec.decode(reader.bytes()));
            case REPLACING ->
                    new Replacing(TopologyCodec.readMember(reader), new NodeId(reader.text()));
            case OVERDUE -> overdue(reader);
            default -> throw new MalformedException("no membership message has the type " + type);
        };
    }

    private static Overdue overdue(WireReader reader) {
        List<NodeId> dead = new ArrayList<>();
        for (int left = reader.varint((int) Math.min(reader.remaining(), MOST_DEAD));
                left > 0;
                left--) {
            dead.add(new NodeId(reader.text()));
        }
        return new Overdue(dead);
    }
}
