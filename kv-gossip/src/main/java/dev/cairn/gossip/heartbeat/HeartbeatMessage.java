package dev.cairn.gossip.heartbeat;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node tells another: the newest heartbeat it knows of each member, its own first, and which
 * of them it misses.
 *
 * <pre>
 * u8 version · varint entries · entry: text id · varint incarnation · varint counter · u8 missed
 * </pre>
 *
 * @param entries each member once
 */
record HeartbeatMessage(List<Entry> entries) {
    /** The largest message, in bytes: about 700 members; more take turns. */
    static final int MAX_BYTES = 16 * 1024;

    private static final int VERSION = 1;
    private static final int MAX_ENTRIES = 4096;
    private static final int HEADER_BYTES = 4;
    private static final int ENTRY_BYTES_BESIDE_ID = 22;
    private static final long LARGEST = 1L << 62;

    /**
     * One member as the sender sees it.
     *
     * @param id who
     * @param newest the newest heartbeat known
     * @param missed whether the sender has waited for a newer one in vain
     */
    record Entry(NodeId id, Heartbeat newest, boolean missed) {
        /** The most bytes it takes when encoded. */
        int maxBytes() {
            return id.name().length() + ENTRY_BYTES_BESIDE_ID;
        }
    }

    /** How many bytes of entries fit, counted by {@link Entry#maxBytes}. */
    static int room() {
        return MAX_BYTES - HEADER_BYTES;
    }

    byte[] encode() {
        WireWriter out = new WireWriter(HEADER_BYTES + entries.size() * 2 * ENTRY_BYTES_BESIDE_ID);
        out.u8(VERSION).varint(entries.size());
        for (Entry entry : entries) {
            out.text(entry.id().name());
            out.varint(entry.newest().incarnation()).varint(entry.newest().counter());
            out.u8(entry.missed() ? 1 : 0);
        }
        return out.toByteArray();
    }

    /** Reads a whole message or throws {@link MalformedException}. */
    static HeartbeatMessage decode(MemorySegment message) {
        WireReader in = new WireReader(message);
        if (in.u8() != VERSION) {
            throw new MalformedException("expected heartbeat message version " + VERSION);
        }
        int count = in.varint(MAX_ENTRIES);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(nodeId(in), new Heartbeat(number(in), number(in)), in.u8() == 1));
        }
        in.end();
        return new HeartbeatMessage(entries);
    }

    private static NodeId nodeId(WireReader in) {
        try {
            return new NodeId(in.text());
        } catch (KvException notAnId) {
            throw new MalformedException("expected a node id before byte " + in.position());
        }
    }

    private static long number(WireReader in) {
        long value = in.varint();
        if (value < 0 || value > LARGEST) {
            throw new MalformedException("expected at most 2^62 before byte " + in.position());
        }
        return value;
    }
}
