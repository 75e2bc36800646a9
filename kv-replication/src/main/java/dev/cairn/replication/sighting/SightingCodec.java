package dev.cairn.replication.sighting;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.sighting.SightingMessage.Presented;
import dev.cairn.replication.sighting.SightingMessage.Seen;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/**
 * The bytes of {@link SightingMessage}s, drawn in docs/formats/peer-messages.md under "sightings".
 */
public final class SightingCodec {
    /** The version of the format, the payload's first byte. */
    public static final int FORMAT = 1;

    static final int PRESENTED = FrameKinds.REPLICATION_FIRST + 0x5c;
    static final int SEEN = FrameKinds.REPLICATION_FIRST + 0x5d;

    private static final int MORE = 1;
    private static final int KEPT = 2;
    private static final int MAX_NODES = 1 << 14;

    private SightingCodec() {}

    /** Whether a frame of this kind is about sightings. */
    public static boolean isSighting(int kind) {
        return kind == PRESENTED || kind == SEEN;
    }

    /** Encodes a message. */
    public static Frame encode(SightingMessage message) {
        WireWriter writer = new WireWriter(64).u8(FORMAT);
        int kind =
                switch (message) {
                    case Presented presented -> {
                        writer.i64(presented.storage()).u8(presented.inUse() ? 1 : 0);
                        presented.before().write(writer);
                        presented.now().write(writer);
                        yield PRESENTED;
                    }
                    case Seen seen -> {
                        int flags = (seen.more() ? MORE : 0) | (seen.kept() ? KEPT : 0);
                        writer.i64(seen.nonce()).u8(flags);
                        seen.last().write(writer);
                        writer.varint(seen.dead().size());
                        seen.dead().stream().sorted().forEach(node -> writer.text(node.name()));
                        yield SEEN;
                    }
                };
        return Frame.of(kind, MemorySegment.ofArray(writer.buffer()).asSlice(0, writer.size()));
    }

    /**
     * Decodes a frame; throws {@link MalformedException} for anything that {@link #encode} did not
     * write.
     */
    public static SightingMessage decode(int kind, MemorySegment payload) {
        WireReader reader = new WireReader(payload);
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected sighting format " + FORMAT + ", read " + format);
        }
        long id = reader.i64();
        SightingMessage message =
                switch (kind) {
                    case PRESENTED -> {
                        boolean inUse = reader.varint(1) == 1;
                        yield new Presented(
                                id, Sighting.read(reader), Sighting.read(reader), inUse);
                    }
                    case SEEN -> {
                        int flags = reader.varint(MORE | KEPT);
                        yield new Seen(
                                id,
                                (flags & KEPT) != 0,
                                (flags & MORE) != 0,
                                Sighting.read(reader),
                                readNodes(reader));
                    }
                    default -> throw new MalformedException("no sighting has kind " + kind);
                };
        reader.end();
        return message;
    }

    private static Set<NodeId> readNodes(WireReader reader) {
        Set<NodeId> nodes = new HashSet<>();
        try {
            for (int left = reader.varint(MAX_NODES); left > 0; left--) {
                nodes.add(new NodeId(reader.text()));
            }
        } catch (KvException invalid) {
            throw new MalformedException("no node id: " + invalid.getMessage());
        }
        return nodes;
    }
}
