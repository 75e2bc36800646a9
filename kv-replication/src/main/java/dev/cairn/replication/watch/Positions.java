package dev.cairn.replication.watch;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.watch.Journal.Mark;
import java.util.Map;
import java.util.TreeMap;

/**
 * The inside of a {@link WatchPosition}: the members that were followed without a gap, each with
 * how far. Drawn in docs/formats/peer-messages.md under "watches".
 */
final class Positions {
    private static final int FORMAT = 1;

    private Positions() {}

    static WatchPosition encode(Map<NodeId, Mark> marks) {
        WireWriter writer = new WireWriter(32 * marks.size() + 8).u8(FORMAT);
        writer.varint(marks.size());
        new TreeMap<>(marks)
                .forEach((node, mark) ->
                        writer.text(node.name()).i64(mark.journal()).varint(mark.next()));
        return new WatchPosition(writer.toBytes());
    }

    /** Throws {@link KvException} {@code BAD_REQUEST} for what {@link #encode} did not write. */
    static Map<NodeId, Mark> decode(WatchPosition position) {
        try {
            WireReader reader = new WireReader(position.token());
            if (reader.u8() != FORMAT) {
                throw new MalformedException("another format");
            }
            int count = reader.varint(Topology.MAX_MEMBERS);
            Map<NodeId, Mark> marks = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                marks.put(new NodeId(reader.text()), new Mark(reader.i64(), reader.varint()));
            }
            reader.end();
            return marks;
        } catch (MalformedException notOurs) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "the position is not one that this store gave out");
        }
    }
}
